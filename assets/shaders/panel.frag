#version 330
// The panel's texture, not premultiplied.

in vec2 at;

uniform sampler2D panel;

out vec4 fragment;

void main() {
    fragment = texture(panel, at);
}
