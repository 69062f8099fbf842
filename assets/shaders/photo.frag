#version 330
// A picture of the framebuffer's own size.

uniform sampler2D photo;

out vec4 fragment;

void main() {
    fragment = vec4(texelFetch(photo, ivec2(gl_FragCoord.xy), 0).rgb, 1.0);
}
