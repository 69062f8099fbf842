#version 330
// KHR_materials_unlit: the picture as it is.

#include material
#include surface

void main() {
    vec4 paint = painted();
    put(paint.rgb, paint.a);
}
