// One material: systems.avatar.gltf.material.VALUES, byte for byte.

layout(std140) uniform Material {
    vec4 base;
    vec3 emission;
    float cutoff;
    vec3 shade;
    float shift;
    vec3 rim;
    float rim_mix;
    vec3 matcap;
    float toony;
    vec3 outline_colour;
    float outline_mix;
    vec2 uv_offset;
    vec2 uv_scale;
    float uv_rotation;
    float outline_width;
    float outline_on_screen;
    float shift_scale;
    float rim_power;
    float rim_lift;
    float equalization;
    float normal_scale;
    float metallic;
    float roughness;
    float alpha_mode;   // 0 opaque, 1 mask, 2 blend; known to the compiler as ALPHA
    float textured;     // 1 with a normal map; known as BENT
    vec3 phase;         // of a moving texture: shift and turn
};

// KHR_texture_transform turns clockwise as seen: the picture's v points down.
vec2 turned_about(vec2 centre, vec2 place, float angle) {
    float s = sin(angle), c = cos(angle);
    vec2 d = place - centre;
    return centre + vec2(c * d.x + s * d.y, c * d.y - s * d.x);
}
