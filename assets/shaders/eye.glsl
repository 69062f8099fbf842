// An eyeball painted by angle: sclera, limbus, iris, pupil, and glints that stay where lights are.

uniform float eye_radius;
uniform vec3 iris;         // radius in metres, height over width, pupil over iris
uniform vec3 iris_colour;
uniform vec3 iris_light;

float disc(float edge, float distance) {
    float blur = fwidth(distance) * 0.75 + 1e-4;
    return 1.0 - smoothstep(edge - blur, edge + blur, distance);
}

vec3 paint_eye(vec3 sclera, vec3 local, vec3 ahead, bool drawn) {
    vec2 flat_place = local.xy / iris.x * vec2(1.0, 1.0 / iris.y);
    float r = local.z > 0.0 ? length(flat_place) : 9.0;
    float height = flat_place.y;
    vec3 paint = sclera;
    float fibre = 0.5 + 0.5 * sin(atan(flat_place.y, flat_place.x) * (drawn ? 0.0 : 46.0));
    vec3 colour = mix(iris_light, iris_colour, smoothstep(drawn ? -0.75 : 0.45, drawn ? 0.35 : 0.95, drawn ? height : r));
    colour *= 1.0 - 0.16 * fibre * float(!drawn);
    colour = mix(colour, iris_light * 1.15, drawn ? 0.55 * smoothstep(0.95, 0.2, length(flat_place - vec2(0.0, -0.62)) * 1.5) : 0.0);
    vec3 rim = iris_colour * (drawn ? 0.42 : 0.35);
    colour = mix(colour, rim, smoothstep(drawn ? 0.82 : 0.72, drawn ? 0.90 : 1.0, r));
    colour = mix(colour, drawn ? iris_colour * 0.28 : vec3(0.02), disc(iris.z, r));
    paint = mix(paint, colour, disc(1.0, r));
    vec2 glint = ahead.xy / iris.x;
    if (drawn) {
        paint = mix(paint, vec3(1.0), disc(0.26, length((glint - vec2(-0.34, 0.46)) * vec2(1.0, 0.86))));
        paint = mix(paint, vec3(1.0), 0.85 * disc(0.12, length(glint - vec2(0.40, -0.46))));
    } else {
        paint += 0.85 * disc(0.16, length(glint - vec2(-0.30, 0.34)));
    }
    return paint;
}
