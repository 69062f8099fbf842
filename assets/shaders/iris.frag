#version 330
// An eyeball seen from straight ahead, flat, for a texture.

in vec2 place;

uniform float reach;  // half the picture's side, metres
uniform vec3 sclera;
uniform bool drawn;

out vec4 fragment;

#include eye

void main() {
    vec2 flat_place = (2.0 * place - 1.0) * reach;
    float depth = sqrt(max(eye_radius * eye_radius - dot(flat_place, flat_place), 1e-12));
    vec3 local = vec3(flat_place, depth);
    fragment = vec4(paint_eye(sclera, local, local, drawn), 1.0);
}
