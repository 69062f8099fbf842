#version 330
// A small metallic-roughness model: one key light, a sky and its blurred reflection.

#include material
#include surface

uniform sampler2D metal_map;

// Trowbridge-Reitz with Schlick's Fresnel and the visibility term of Karis, "Real shading in
// Unreal Engine 4" (2013).
vec3 mirrored(vec3 n, vec3 v, vec3 l, float rough, vec3 face_on) {
    vec3 h = normalize(l + v);
    float a = rough * rough, k = a * 0.5 + 1e-4;
    float nh = max(dot(n, h), 0.0), nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 1e-3);
    float d = nh * nh * (a * a - 1.0) + 1.0;
    float spread = a * a / max(3.14159 * d * d, 1e-6);
    float seen = 1.0 / (4.0 * (nl * (1.0 - k) + k) * (nv * (1.0 - k) + k));
    vec3 fresnel = face_on + (1.0 - face_on) * pow(1.0 - max(dot(h, v), 0.0), 5.0);
    return fresnel * spread * seen * nl;
}

void main() {
    vec4 paint = painted();
    vec3 n = bent_normal();
    vec3 v = normalize(camera_position - world);
    vec4 parts = sample_metal(uv);
    float metal = metallic * parts.b;
    float rough = clamp(roughness * parts.g, 0.05, 1.0);
    vec3 face_on = mix(vec3(0.04), paint.rgb, metal);
    vec3 around = ambient(n.y) * 1.6;
    vec3 light = paint.rgb * (1.0 - metal) * (1.15 * LIGHT * max(dot(n, KEY), 0.0) + around);
    light += 2.2 * LIGHT * mirrored(n, v, KEY, rough, face_on);
    float edge = pow(1.0 - max(dot(n, v), 0.0), 5.0);
    vec3 mirror = face_on + (max(vec3(1.0 - rough), face_on) - face_on) * edge;
    light += mirror * ambient(reflect(-v, n).y) * mix(1.8, 3.0, metal);
    put(light + emission * sample_emission(uv).rgb, paint.a);
}
