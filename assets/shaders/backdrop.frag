#version 330
// A wall lit from the middle.

in vec2 place;

uniform vec3 backdrop;

out vec4 fragment;

void main() {
    float away = length((place - vec2(0.5, 0.58)) * vec2(1.1, 1.0));
    fragment = vec4(backdrop * mix(1.12, 0.72, smoothstep(0.0, 0.85, away)), 1.0);
}
