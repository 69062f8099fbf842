#version 330
// A picture laid over the window, in window fractions from the lower left corner.

uniform vec4 place;  // left, bottom, width, height

out vec2 at;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1);
    at = vec2(corner.x, 1.0 - corner.y);
    gl_Position = vec4((place.xy + corner * place.zw) * 2.0 - 1.0, 0.0, 1.0);
}
