#version 330
// Skinned vertices, already in the world; the outline pass grows the hull along the normals.

in vec3 in_position;
in vec3 in_normal;
in vec2 in_uv;
in vec4 in_colour;

uniform mat4 camera;
uniform float aspect;      // width over height of the picture
uniform float hull;        // 1 in the outline pass
uniform sampler2D width_map;
uniform sampler2D mask_map;

#include material

out vec3 normal;
out vec3 world;
out vec2 uv;
out vec4 colour;

void main() {
    normal = normalize(in_normal);
    colour = in_colour;
    uv = turned_about(vec2(0.0), in_uv * uv_scale, uv_rotation) + uv_offset;
    float moving = sample_mask(uv).b;
    uv = turned_about(vec2(0.5), uv, phase.z * moving) + phase.xy * moving;
    float width = hull * outline_width * sample_width(uv).g;
    world = in_position + normal * width * (1.0 - outline_on_screen);
    gl_Position = camera * vec4(world, 1.0);
    vec2 outwards = (mat3(camera) * normal).xy * vec2(aspect, 1.0);
    outwards /= max(length(outwards), 1e-5);
    gl_Position.xy += outline_on_screen * 2.0 * width * gl_Position.w * outwards / vec2(aspect, 1.0);
}
