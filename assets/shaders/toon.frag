#version 330
// Drawn look: two tones with a warm edge between them, rim light, a gloss band on hair.

in vec3 colour;
in vec3 normal;
in vec3 head_normal;
in vec3 world;
in vec3 seat;
in vec3 turned;
flat in int material;

uniform vec3 camera_position;
uniform vec3 tint;
uniform vec3 blush;        // colour of the cheeks
uniform float blush_amount;
uniform vec4 cheek;        // x, y, width, height of the left cheek, metres
uniform float lid_shadow;  // y over the eye's centre where the upper lid's shadow begins

out vec4 fragment;

#include eye

const vec3 KEY = normalize(vec3(-0.45, 0.62, 0.75));
const vec3 FILL = normalize(vec3(0.9, 0.05, 0.45));

void main() {
    vec3 n = normalize(normal);
    vec3 to_camera = normalize(camera_position - world);
    float lit = dot(n, KEY);
    vec3 base = colour;
    vec3 shade_tint = vec3(0.80, 0.70, 0.80);
    float edge = 0.10;
    float soft = 0.16;
    if (material == 0) {
        vec2 off = (vec2(abs(seat.x), seat.y) - cheek.xy) / cheek.zw;
        base = mix(base, blush, blush_amount * 0.75 * exp(-dot(off, off)) * smoothstep(0.0, 0.02, seat.z));
        shade_tint = vec3(0.93, 0.76, 0.76);
        edge = -0.02;
    } else if (material == 1) {
        shade_tint = vec3(0.66, 0.58, 0.76);
    } else if (material == 2 || material == 3) {
        base = paint_eye(base, seat, turned, true);
        float shadow = smoothstep(lid_shadow - 0.0015, lid_shadow + 0.0015, turned.y);
        base *= mix(vec3(1.0), vec3(0.72, 0.68, 0.82), shadow);
    } else if (material == 5 || material == 7) {
        shade_tint = vec3(0.85, 0.72, 0.75);
    }
    float band = smoothstep(edge - soft, edge + soft, lit);
    vec3 paint = base * mix(shade_tint, vec3(1.0), band);
    if (material <= 1 || material >= 8) {
        paint *= 1.0 + 0.06 * smoothstep(0.1, 0.9, dot(n, FILL)) * vec3(0.7, 0.9, 1.2);
        float facing = 1.0 - max(dot(n, to_camera), 0.0);
        float rim = smoothstep(0.68, 0.86, facing) * smoothstep(-0.25, 0.5, n.y + 0.5 * abs(n.x));
        paint += rim * (material == 1 ? 0.20 : 0.10) * vec3(0.95, 0.95, 1.0);
    }
    if (material == 1) {
        float height = head_normal.y + 0.10 * sin(seat.x * 160.0) + 0.05 * sin(seat.x * 410.0 + 1.0);
        float gloss = smoothstep(0.30, 0.40, height) * (1.0 - smoothstep(0.52, 0.66, height));
        paint += gloss * band * 0.22 * vec3(1.0, 0.95, 1.0) * smoothstep(-0.02, 0.05, seat.z);
    }
    if (material == 2 || material == 3 || material == 4) {
        paint = base;
    }
    if (material == 6) {
        paint = base * mix(vec3(0.86, 0.82, 0.86), vec3(1.0), smoothstep(-0.2, 0.6, n.z));
    }
    fragment = vec4(paint * tint, 1.0);
}
