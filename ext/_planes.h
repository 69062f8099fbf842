/* One line of a picture of three interleaved channels to three planes of float32, less a mean. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>

static inline void write_16(__m128i bytes, float mean, float *out) {
    const __m128i zero = _mm_setzero_si128();
    const __m128 shift = _mm_set1_ps(mean);
    const __m128i half[2] = {_mm_unpacklo_epi8(bytes, zero), _mm_unpackhi_epi8(bytes, zero)};
    for (int i = 0; i < 2; i++) {
        const __m128 left = _mm_cvtepi32_ps(_mm_unpacklo_epi16(half[i], zero));
        const __m128 right = _mm_cvtepi32_ps(_mm_unpackhi_epi16(half[i], zero));
        _mm_storeu_ps(out + 8 * i, _mm_sub_ps(left, shift));
        _mm_storeu_ps(out + 8 * i + 4, _mm_sub_ps(right, shift));
    }
}

static inline __m128i upper_half(__m128i bytes) { return _mm_unpackhi_epi64(bytes, bytes); }

/* Splits 16 pixels: each of four shuffles halves the distance between bytes of one channel. */
static inline void split_16(const uint8_t *pixels, __m128i *channel) {
    for (int i = 0; i < 3; i++) channel[i] = _mm_loadu_si128((const __m128i *)pixels + i);
    for (int round = 0; round < 4; round++) {
        const __m128i a = channel[0], b = channel[1], c = channel[2];
        channel[0] = _mm_unpacklo_epi8(a, upper_half(b));
        channel[1] = _mm_unpacklo_epi8(upper_half(a), c);
        channel[2] = _mm_unpacklo_epi8(b, upper_half(c));
    }
}

/* Writes as many whole blocks of 16 pixels as there are; returns how many pixels that is. */
static inline ptrdiff_t write_blocks(const uint8_t *pixels, ptrdiff_t width, const float *mean,
                                     float *const *out) {
    ptrdiff_t x = 0;
    for (; x + 16 <= width; x += 16) {
        __m128i channel[3];
        split_16(pixels + 3 * x, channel);
        for (int c = 0; c < 3; c++) write_16(channel[c], mean[c], out[c] + x);
    }
    return x;
}

#else

static inline ptrdiff_t write_blocks(const uint8_t *pixels, ptrdiff_t width, const float *mean,
                                     float *const *out) {
    return 0;
}

#endif

static inline void write_line(const uint8_t *pixels, ptrdiff_t width, const float *mean,
                              float *first, float *second, float *third) {
    float *const out[3] = {first, second, third};
    for (ptrdiff_t x = write_blocks(pixels, width, mean, out); x < width; x++) {
        first[x] = (float)pixels[3 * x] - mean[0];
        second[x] = (float)pixels[3 * x + 1] - mean[1];
        third[x] = (float)pixels[3 * x + 2] - mean[2];
    }
}
