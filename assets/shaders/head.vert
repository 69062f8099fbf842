#version 330
// Places morphed vertices: eyeballs by gaze, the head by its pose, the shoulders by the neck's.

in vec3 in_position;
in vec3 in_normal;
in vec3 in_colour;
in float in_material;
in float in_held;

uniform mat4 camera;
uniform mat3 head_rotation;
uniform vec3 head_translation;
uniform vec3 body_translation;
uniform vec3 breath;       // metres by which it moves the shoulders
uniform vec3 eye_centre;   // of the left eye; the right one is its mirror image
uniform mat3 gaze_left;
uniform mat3 gaze_right;
uniform float outline;     // metres; 0 in the main pass
uniform float line_bias;   // how far drawn lines come forward in depth

out vec3 colour;
out vec3 normal;           // world
out vec3 head_normal;      // head frame
out vec3 world;
out vec3 seat;             // head frame; on an eyeball: direction from its centre, unturned
out vec3 turned;           // on an eyeball: direction from its centre, head frame
flat out int material;

void main() {
    material = int(in_material + 0.5);
    vec3 position = in_position + outline * normalize(in_normal);
    head_normal = normalize(in_normal);
    colour = in_colour;
    seat = position;
    turned = vec3(0.0);
    if (material == 2 || material == 3) {
        vec3 centre = material == 2 ? eye_centre : eye_centre * vec3(-1.0, 1.0, 1.0);
        mat3 gaze = material == 2 ? gaze_left : gaze_right;
        seat = position - centre;
        turned = gaze * seat;
        head_normal = gaze * head_normal;
        position = centre + turned;
    }
    vec3 riding = head_rotation * position + head_translation;
    vec3 resting = position + body_translation + breath;
    world = mix(resting, riding, in_held);
    normal = mix(head_normal, head_rotation * head_normal, in_held);
    gl_Position = camera * vec4(world, 1.0);
    if (material == 4) {
        gl_Position.z -= line_bias * gl_Position.w;
    }
}
