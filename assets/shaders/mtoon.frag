#version 330
// VRMC_materials_mtoon-1.0: two tones, a rim, a matcap; the outline takes its own colour.

#include material
#include surface

uniform sampler2D shade_map;
uniform sampler2D shift_map;
uniform sampler2D rim_map;
uniform sampler2D matcap_map;

float linearstep(float low, float high, float x) {
    return clamp((x - low) / max(high - low, 1e-5), 0.0, 1.0);
}

void main() {
    vec4 lit = painted();
    vec3 n = bent_normal();
    vec3 v = normalize(camera_position - world);
    float shading = dot(n, KEY) + shift + sample_shift(uv).r * shift_scale;
    shading = linearstep(-1.0 + toony, 1.0 - toony, shading);
    vec3 dark = shade * sample_shade(uv).rgb * colour.rgb;
    vec3 even = 0.5 * (ambient(1.0) + ambient(-1.0));
    vec3 around = mix(ambient(n.y), even, equalization);
    vec3 paint = mix(dark, lit.rgb, shading) * LIGHT + around * lit.rgb;
    vec3 x = normalize(vec3(v.z, 0.0, -v.x));
    vec3 y = cross(v, x);
    vec2 ball = vec2(dot(x, n), -dot(y, n)) * 0.495 + 0.5;
    vec3 glow = matcap * sample_matcap(ball).rgb;
    float edge = clamp(1.0 - dot(n, v) + rim_lift, 0.0, 1.0);
    glow += pow(edge, max(rim_power, 1e-5)) * rim;
    glow *= sample_rim(uv).rgb * mix(vec3(1.0), LIGHT * shading + around, rim_mix);
    paint += glow + emission * sample_emission(uv).rgb;
    if (hull > 0.5) {
        paint = outline_colour * mix(vec3(1.0), paint, outline_mix);
    }
    put(paint, lit.a);
}
