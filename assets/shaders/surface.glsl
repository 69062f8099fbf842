// What all looks of loaded avatars share: colour and alpha, the bent normal, and the way out.

in vec3 normal;
in vec3 world;
in vec2 uv;
in vec4 colour;

uniform vec3 camera_position;
uniform vec3 tint;
uniform float coverage;    // 1 where alpha becomes coverage of samples
uniform float hull;
uniform sampler2D base_map;
uniform sampler2D normal_map;
uniform sampler2D emission_map;

out vec4 fragment;

const vec3 KEY = normalize(vec3(-0.45, 0.62, 0.75));
const vec3 LIGHT = vec3(0.80);
const vec3 SKY = vec3(0.23, 0.23, 0.24);
const vec3 GROUND = vec3(0.17, 0.16, 0.16);

vec3 ambient(float up) {
    return mix(GROUND, SKY, 0.5 + 0.5 * up);
}

vec4 painted() {
    vec4 paint = base * sample_base(uv) * colour;
#if ALPHA == 0
    paint.a = 1.0;
#elif ALPHA == 1 // no other shader may discard: depth is then tested before the shader runs
    float edge = (paint.a - cutoff) / max(fwidth(paint.a), 1e-4) + 0.5;
    paint.a = mix(step(cutoff, paint.a), clamp(edge, 0.0, 1.0), coverage);
    if (paint.a <= 0.0) discard;
#endif
    return paint;
}

// A tangent frame from the picture's own derivatives: files often bring no tangents.
vec3 bent_normal() {
    vec3 n = normalize(normal) * (gl_FrontFacing || hull > 0.5 ? 1.0 : -1.0);
#if BENT == 0
    return n;
#else
    vec3 dx = dFdx(world), dy = dFdy(world);
    vec2 du = dFdx(uv), dv = dFdy(uv);
    vec3 across_x = cross(n, dx), across_y = cross(dy, n);
    vec3 t = across_y * du.x + across_x * dv.x;
    vec3 b = across_y * du.y + across_x * dv.y;
    float size = inversesqrt(max(max(dot(t, t), dot(b, b)), 1e-20));
    vec3 bump = sample_normal(uv).xyz * 2.0 - 1.0;
    bump.xy *= normal_scale;
    return normalize(t * size * bump.x - b * size * bump.y + n * bump.z);
#endif
}

void put(vec3 light, float alpha) {
    vec3 low = light * 12.92;
    vec3 high = 1.055 * pow(max(light, 0.0), vec3(1.0 / 2.4)) - 0.055;
    vec3 shown = clamp(mix(low, high, step(0.0031308, light)), 0.0, 1.0);
    fragment = vec4(shown * tint * alpha, alpha);
}
