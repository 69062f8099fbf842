#version 330
// A wall lit from the middle, or one flat colour.

in vec2 place;

uniform vec3 backdrop;
uniform float falloff;  // 1 = lit from the middle, 0 = flat

out vec4 fragment;

void main() {
    float away = length((place - vec2(0.5, 0.58)) * vec2(1.1, 1.0));
    float light = mix(1.12, 0.72, smoothstep(0.0, 0.85, away));
    fragment = vec4(backdrop * mix(1.0, light, falloff), 1.0);
}
