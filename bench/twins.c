/* Some kernels in plain C, the yardstick where numpy is hard to beat: the same loops as Cython's. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

static int before(const float *scores, ptrdiff_t i, ptrdiff_t j) {
    return scores[i] > scores[j] || (scores[i] == scores[j] && i < j);
}

static void sift_down(const float *scores, ptrdiff_t *order, ptrdiff_t root, ptrdiff_t end) {
    ptrdiff_t moving = order[root];
    for (ptrdiff_t child = 2 * root + 1; child < end; child = 2 * root + 1) {
        if (child + 1 < end && before(scores, order[child], order[child + 1])) child++;
        if (!before(scores, moving, order[child])) break;
        order[root] = order[child];
        root = child;
    }
    order[root] = moving;
}

static void sort_by_score(const float *scores, ptrdiff_t *order, ptrdiff_t n) {
    for (ptrdiff_t i = 0; i < n; i++) order[i] = i;
    for (ptrdiff_t i = n / 2 - 1; i >= 0; i--) sift_down(scores, order, i, n);
    for (ptrdiff_t i = n - 1; i > 0; i--) {
        ptrdiff_t first = order[0];
        order[0] = order[i];
        order[i] = first;
        sift_down(scores, order, 0, i);
    }
}

static float least(float a, float b) { return a < b ? a : b; }
static float most(float a, float b) { return a > b ? a : b; }

static int overlap(const float *a, const float *b, float threshold) {
    float width = least(a[2], b[2]) - most(a[0], b[0]);
    float height = least(a[3], b[3]) - most(a[1], b[1]);
    if (!(width > 0 && height > 0)) return 0;
    float inter = width * height;
    float areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]);
    return inter > threshold * (areas - inter);
}

ptrdiff_t nms(const float *boxes, const float *scores, ptrdiff_t n, float threshold,
              ptrdiff_t *keep) {
    ptrdiff_t kept = 0;
    sort_by_score(scores, keep, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        ptrdiff_t box = keep[i], k = 0;
        while (k < kept && !overlap(boxes + 4 * keep[k], boxes + 4 * box, threshold)) k++;
        if (k == kept) keep[kept++] = box;
    }
    return kept;
}

enum { BLOCK = 16 };

static int any_face(const float *conf, ptrdiff_t first, ptrdiff_t end, float threshold) {
    int found = 0;
    if (end - first < BLOCK) return 1;
    for (int i = 0; i < BLOCK; i++) found |= conf[2 * (first + i) + 1] >= threshold;
    return found;
}

static void decode_face(const float *loc, const float *landms, const float *prior, float width,
                        float height, float *box, float *points) {
    float x = (prior[0] + loc[0] * 0.1f * prior[2]) * width;
    float y = (prior[1] + loc[1] * 0.1f * prior[3]) * height;
    float half_x = prior[2] * expf(loc[2] * 0.2f) * width / 2;
    float half_y = prior[3] * expf(loc[3] * 0.2f) * height / 2;
    box[0] = x - half_x;
    box[1] = y - half_y;
    box[2] = x + half_x;
    box[3] = y + half_y;
    for (int k = 0; k < 10; k += 2) {
        points[k] = (prior[0] + landms[k] * 0.1f * prior[2]) * width;
        points[k + 1] = (prior[1] + landms[k + 1] * 0.1f * prior[3]) * height;
    }
}

ptrdiff_t decode(const float *loc, const float *conf, const float *landms, const float *priors,
                 ptrdiff_t n, float threshold, float width, float height, float *boxes,
                 float *scores, float *points) {
    ptrdiff_t found = 0;
    for (ptrdiff_t first = 0; first < n; first += BLOCK) {
        ptrdiff_t end = first + BLOCK < n ? first + BLOCK : n;
        if (!any_face(conf, first, end, threshold)) continue;
        for (ptrdiff_t i = first; i < end; i++) {
            if (!(conf[2 * i + 1] >= threshold)) continue;
            decode_face(loc + 4 * i, landms + 10 * i, priors + 4 * i, width, height,
                        boxes + 4 * found, points + 10 * found);
            scores[found++] = conf[2 * i + 1];
        }
    }
    return found;
}

static float smoothing(float dt, float cutoff) {
    float turn = 6.28318530717958647692f * cutoff * dt;
    return turn / (turn + 1);
}

/* Takes the next of 8 sample blocks in each call: ever the same one ends in slow denormals. */
static const float *next(const float *samples, ptrdiff_t count) {
    static int turn = 0;
    return samples + turn++ % 8 * count;
}

void one_euro(float *value, float *slope, const float *samples, ptrdiff_t count, float dt,
              float min_cutoff, float beta, float slope_cutoff) {
    const float *sample = next(samples, count);
    float a = smoothing(dt, slope_cutoff), rate = 1 / dt;
    for (ptrdiff_t j = 0; j < count; j++) {
        float x = sample[j], y = value[j], s = slope[j];
        s += a * ((x - y) * rate - s);
        slope[j] = s;
        value[j] = y + smoothing(dt, min_cutoff + beta * fabsf(s)) * (x - y);
    }
}

void one_euro_raw(float *restrict value, float *restrict slope, float *restrict previous,
                  const float *samples, ptrdiff_t count, float dt, float scale, float min_cutoff,
                  float beta, float slope_cutoff) {
    const float *restrict sample = next(samples, count);
    float a = smoothing(dt, slope_cutoff), rate = 1 / (dt * scale);
    for (ptrdiff_t j = 0; j < count; j++) {
        float x = sample[j], y = value[j], s = slope[j];
        s += a * ((x - previous[j]) * rate - s);
        slope[j] = s;
        previous[j] = x;
        value[j] = y + smoothing(dt, min_cutoff + beta * fabsf(s)) * (x - y);
    }
}

void project(const float *points, ptrdiff_t count, const double *rotation,
             const double *translation, ptrdiff_t faces, float focal, float u, float v,
             float *restrict out) {
    for (ptrdiff_t face = 0; face < faces; face++, rotation += 9, translation += 3) {
        float R[9], t[3];
        for (int k = 0; k < 9; k++) R[k] = (float)rotation[k];
        for (int k = 0; k < 3; k++) t[k] = (float)translation[k];
        for (ptrdiff_t i = 0; i < count; i++) {
            const float *p = points + 3 * i;
            float x = R[0] * p[0] + R[1] * p[1] + R[2] * p[2] + t[0];
            float y = R[3] * p[0] + R[4] * p[1] + R[5] * p[2] + t[1];
            float z = R[6] * p[0] + R[7] * p[1] + R[8] * p[2] + t[2];
            float stretch = z < 0 ? focal / -z : NAN;
            *out++ = u + x * stretch;
            *out++ = v - y * stretch;
        }
    }
}

void planes(const uint8_t *image, ptrdiff_t pixels, float first, float second, float third,
            float *restrict out) {
    for (ptrdiff_t i = 0; i < pixels; i++) {
        out[i] = image[3 * i] - first;
        out[pixels + i] = image[3 * i + 1] - second;
        out[2 * pixels + i] = image[3 * i + 2] - third;
    }
}
