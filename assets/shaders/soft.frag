#version 330
// Photographic look in linear light: wrapped key, sky and bounce, blood in the terminator, gloss.

in vec3 colour;
in vec3 normal;
in vec3 head_normal;
in vec3 world;
in vec3 seat;
in vec3 turned;
flat in int material;

uniform vec3 camera_position;
uniform vec3 tint;
uniform vec3 blush;
uniform float blush_amount;
uniform vec4 cheek;
uniform float lid_shadow;

out vec4 fragment;

#include eye

const vec3 KEY = normalize(vec3(-0.50, 0.55, 0.80));
const vec3 FILL = normalize(vec3(0.85, 0.10, 0.55));
const vec3 BACK = normalize(vec3(0.55, 0.45, -0.70));

vec3 wrapped(float cosine, vec3 wrap) {
    return max((vec3(cosine) + wrap) / (1.0 + wrap), 0.0);
}

void main() {
    vec3 n = normalize(normal);
    vec3 to_camera = normalize(camera_position - world);
    vec3 base = pow(colour, vec3(2.2));
    vec3 wrap = vec3(0.12);
    float gloss = 0.0;
    float shine = 24.0;
    if (material == 0) {
        vec2 off = (vec2(abs(seat.x), seat.y) - cheek.xy) / cheek.zw;
        base = mix(base, pow(blush, vec3(2.2)), blush_amount * 0.6 * exp(-dot(off, off)) * smoothstep(0.0, 0.02, seat.z));
        wrap = vec3(0.42, 0.26, 0.20);
        gloss = 0.10;
        shine = 18.0;
    } else if (material == 1) {
        gloss = 0.05;
        shine = 14.0;
    } else if (material == 2 || material == 3) {
        base = pow(paint_eye(colour, seat, turned, false), vec3(2.2));
        base *= mix(1.0, 0.42, smoothstep(lid_shadow - 0.003, lid_shadow + 0.002, turned.y));
        base *= 1.0 - 0.45 * smoothstep(0.55, 0.95, abs(turned.x) / eye_radius);
    } else if (material == 6 || material == 7) {
        gloss = 0.25;
        shine = 40.0;
    }
    vec3 light = 2.05 * wrapped(dot(n, KEY), wrap) * vec3(1.0, 0.95, 0.88);
    light += 0.55 * wrapped(dot(n, FILL), wrap) * vec3(0.85, 0.93, 1.0);
    light += mix(vec3(0.20, 0.17, 0.16), vec3(0.34, 0.38, 0.44), 0.5 + 0.5 * n.y);
    light += 0.5 * max(dot(n, BACK), 0.0) * vec3(1.0, 0.95, 0.9);
    vec3 half_way = normalize(KEY + to_camera);
    float mirror = gloss * pow(max(dot(n, half_way), 0.0), shine);
    float facing = 1.0 - max(dot(n, to_camera), 0.0);
    mirror += gloss * (material == 1 ? 0.25 : 0.9) * pow(facing, 4.0);
    if (material == 5) {
        light *= 0.75;
    }
    vec3 paint = base * light * 0.50 + mirror * vec3(0.9, 0.95, 1.0);
    paint = paint / (1.0 + 0.12 * paint);
    fragment = vec4(pow(paint, vec3(1.0 / 2.2)) * tint, 1.0);
}
