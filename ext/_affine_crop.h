/* Bilinear samples of a BGR picture in 1/32 px fixed point, as OpenCV's classic warp takes them. */
#pragma once
#include <stdint.h>
#include <string.h>

/* Round half to even, |x| < 2^31: adding 1.5 * 2^52 leaves the integer in the low bits. */
static inline int round_even(double x) {
    const double shifted = x + 6755399441055744.0;
    int64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    return (int)bits;
}

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>

/* Reads 8 bytes from `top` and `bottom`: two pixels of three channels and two bytes to spare. */
static inline void sample_bgr(const uint8_t *top, const uint8_t *bottom, int a, int b,
                              float scale, const float *offset, float *bgr) {
    const __m128i zero = _mm_setzero_si128();
    /* Pixel pairs (left, right) per channel: b b, g g, r r, and a fourth lane that is ignored. */
    __m128i upper = _mm_loadl_epi64((const __m128i *)top);
    __m128i lower = _mm_loadl_epi64((const __m128i *)bottom);
    upper = _mm_unpacklo_epi8(_mm_unpacklo_epi8(upper, _mm_srli_epi64(upper, 24)), zero);
    lower = _mm_unpacklo_epi8(_mm_unpacklo_epi8(lower, _mm_srli_epi64(lower, 24)), zero);
    const __m128i across = _mm_set1_epi32((a << 16) | (32 - a));
    /* At most 255 * 32 * 32 in 32-bit lanes; the row sums (at most 8160) fit 16 bits. */
    upper = _mm_madd_epi16(upper, across);
    lower = _mm_madd_epi16(lower, across);
    const __m128i down = _mm_set1_epi32((b << 16) | (32 - b));
    __m128i sum = _mm_madd_epi16(_mm_or_si128(upper, _mm_slli_epi32(lower, 16)), down);
    sum = _mm_srli_epi32(_mm_add_epi32(sum, _mm_set1_epi32(512)), 10);
    const __m128 value = _mm_mul_ps(_mm_cvtepi32_ps(sum), _mm_set1_ps(scale));
    _mm_storeu_ps(bgr, _mm_add_ps(value, _mm_loadu_ps(offset)));
}

#else

static inline void sample_bgr(const uint8_t *top, const uint8_t *bottom, int a, int b,
                              float scale, const float *offset, float *bgr) {
    for (int c = 0; c < 3; c++) {
        const int upper = top[c] * (32 - a) + top[c + 3] * a;
        const int lower = bottom[c] * (32 - a) + bottom[c + 3] * a;
        bgr[c] = (float)((upper * (32 - b) + lower * b + 512) >> 10) * scale + offset[c];
    }
}

#endif
