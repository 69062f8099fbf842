#version 330
// The ink of an outline: the surface's own colour, darkened.

in vec3 colour;
in vec3 normal;
in vec3 head_normal;
in vec3 world;
in vec3 seat;
in vec3 turned;
flat in int material;

uniform vec3 tint;

out vec4 fragment;

void main() {
    fragment = vec4(colour * vec3(0.36, 0.24, 0.30) * tint, 1.0);
}
