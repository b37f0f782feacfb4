// The few calls of oneDNN that LinearAlgebra needs, in one form for oneDNN 2 and 3, which describe
// memory and primitives differently.  Static inline: there is nothing to build.

#ifndef CONEDNN_SHIM_H
#define CONEDNN_SHIM_H

#include <dlfcn.h>
#include <oneapi/dnnl/dnnl.h>
#include <stdint.h>
#include <string.h>

#pragma clang assume_nonnull begin

static inline dnnl_engine_t _Nullable onednn_engine(void) {
    dnnl_engine_t engine = NULL;
    return dnnl_engine_create(&engine, dnnl_cpu, 0) == dnnl_success ? engine : NULL;
}

static inline dnnl_stream_t _Nullable onednn_stream(dnnl_engine_t engine) {
    dnnl_stream_t stream = NULL;
    return dnnl_stream_create(&stream, engine, dnnl_stream_default_flags) == dnnl_success ? stream
                                                                                          : NULL;
}

/// Keeps oneDNN from forming a team of OpenMP threads when called from this thread.
static inline void onednn_stay_on_this_thread(void) {
    static _Thread_local int done = 0;
    if (done) return;
    done = 1;
    void (*set_threads)(int) = (void (*)(int))dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    if (set_threads) set_threads(1);
}

#if DNNL_VERSION_MAJOR >= 3
typedef dnnl_memory_desc_t _Nullable onednn_layout;
static inline dnnl_status_t onednn_strided(onednn_layout *_Nonnull layout, const dnnl_dim_t *dims,
                                           const dnnl_dim_t *strides) {
    return dnnl_memory_desc_create_with_strides(layout, 2, dims, dnnl_f32, strides);
}
static inline dnnl_status_t onednn_any(onednn_layout *_Nonnull layout, const dnnl_dim_t *dims) {
    return dnnl_memory_desc_create_with_tag(layout, 2, dims, dnnl_f32, dnnl_format_tag_any);
}
static inline void onednn_free_layout(onednn_layout layout) {
    if (layout) dnnl_memory_desc_destroy(layout);
}
static inline size_t onednn_layout_size(onednn_layout layout) {
    return dnnl_memory_desc_get_size(layout);
}
#else
typedef dnnl_memory_desc_t onednn_layout;
static inline dnnl_status_t onednn_strided(onednn_layout *_Nonnull layout, const dnnl_dim_t *dims,
                                           const dnnl_dim_t *strides) {
    return dnnl_memory_desc_init_by_strides(layout, 2, dims, dnnl_f32, strides);
}
static inline dnnl_status_t onednn_any(onednn_layout *_Nonnull layout, const dnnl_dim_t *dims) {
    return dnnl_memory_desc_init_by_tag(layout, 2, dims, dnnl_f32, dnnl_format_tag_any);
}
static inline void onednn_free_layout(onednn_layout layout) { (void)layout; }
static inline size_t onednn_layout_size(onednn_layout layout) {
    return dnnl_memory_desc_get_size(&layout);
}
#endif

/// A memory object of `layout` over `data`.
static inline dnnl_status_t onednn_memory(dnnl_memory_t _Nullable *_Nonnull memory,
                                          onednn_layout layout, dnnl_engine_t engine,
                                          const void *data) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_memory_create(memory, layout, engine, (void *)data);
#else
    return dnnl_memory_create(memory, &layout, engine, (void *)data);
#endif
}

/// One matrix product C = A B or C += A B of a fixed shape: the compiled kernel and the layouts of its
/// operands.  Any number of threads may execute it at once.
typedef struct {
    dnnl_primitive_t _Nullable primitive;
    onednn_layout a, b, c;
    onednn_layout scratch;
    /// Bytes of B in the layout the kernel wants.
    size_t packed_size;
    /// Bytes of working memory that an execution needs.
    size_t scratch_size;
} onednn_product;

static inline void onednn_product_destroy(onednn_product *product) {
    if (product->primitive) dnnl_primitive_destroy(product->primitive);
    onednn_free_layout(product->a);
    onednn_free_layout(product->b);
    onednn_free_layout(product->c);
    onednn_free_layout(product->scratch);
}

/// Copies a layout that oneDNN chose for a primitive.
static inline void onednn_queried(onednn_layout *_Nonnull layout, dnnl_primitive_desc_t description,
                                  dnnl_query_t what) {
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_clone(layout, dnnl_primitive_desc_query_md(description, what, 0));
#else
    *layout = *dnnl_primitive_desc_query_md(description, what, 0);
#endif
}

/// Describes C[m, n] (+)= A[m, k] B[k, n].  Strides are in elements.  B lies with its strides, or if
/// these are 0 in a layout that onednn_pack makes: that of `model` or, without one, the kernel's
/// own choice.  Returns 1 on success, 0 when oneDNN refuses.
static inline int onednn_product_create(onednn_product *product, dnnl_engine_t engine, int64_t m,
                                        int64_t n, int64_t k, int64_t a_row, int64_t a_column,
                                        int64_t b_row, int64_t b_column, int64_t c_row,
                                        int accumulate,
                                        const onednn_product *_Nullable model) {
    memset(product, 0, sizeof *product);
    dnnl_dim_t a_dims[2] = {m, k}, b_dims[2] = {k, n}, c_dims[2] = {m, n};
    dnnl_dim_t a_strides[2] = {a_row, a_column}, b_strides[2] = {b_row, b_column};
    dnnl_dim_t c_strides[2] = {c_row, 1};
    onednn_layout b = {0};
    dnnl_status_t described = dnnl_success;
    if (b_column)
        described = onednn_strided(&b, b_dims, b_strides);
    else if (!model)
        described = onednn_any(&b, b_dims);
    else
        b = model->b;
    if (described != dnnl_success ||
        onednn_strided(&product->a, a_dims, a_strides) != dnnl_success ||
        onednn_strided(&product->c, c_dims, c_strides) != dnnl_success)
        return 0;

    dnnl_primitive_attr_t attributes = NULL;
    dnnl_post_ops_t operations = NULL;
    dnnl_primitive_attr_create(&attributes);
    dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user);
    if (accumulate) {
        dnnl_post_ops_create(&operations);
#if DNNL_VERSION_MAJOR >= 3
        dnnl_post_ops_append_sum(operations, 1.0f, 0, dnnl_f32);
#else
        dnnl_post_ops_append_sum(operations, 1.0f);
#endif
        dnnl_primitive_attr_set_post_ops(attributes, operations);
    }
    dnnl_primitive_desc_t description = NULL;
#if DNNL_VERSION_MAJOR >= 3
    dnnl_status_t status = dnnl_matmul_primitive_desc_create(&description, engine, product->a, b,
                                                             NULL, product->c, attributes);
#else
    dnnl_matmul_desc_t operation;
    dnnl_status_t status =
        dnnl_matmul_desc_init(&operation, &product->a, &b, NULL, &product->c);
    if (status == dnnl_success)
        status = dnnl_primitive_desc_create(&description, &operation, attributes, engine, NULL);
#endif
    if (status == dnnl_success) {
        status = dnnl_primitive_create(&product->primitive, description);
        onednn_queried(&product->b, description, dnnl_query_weights_md);
        onednn_queried(&product->scratch, description, dnnl_query_scratchpad_md);
        product->packed_size = onednn_layout_size(product->b);
        product->scratch_size = onednn_layout_size(product->scratch);
        dnnl_primitive_desc_destroy(description);
    }
    if (operations) dnnl_post_ops_destroy(operations);
    dnnl_primitive_attr_destroy(attributes);
    if (b_column || !model) onednn_free_layout(b);
    if (status != dnnl_success) onednn_product_destroy(product);
    return status == dnnl_success;
}

/// Computes the product on this thread with `scratch_size` bytes at `scratch`, which no other
/// execution uses meanwhile; returns 1 on success.
static inline int onednn_product_execute(const onednn_product *product, dnnl_engine_t engine,
                                         dnnl_stream_t stream, const void *a, const void *b,
                                         float *c, void *scratch) {
    onednn_stay_on_this_thread();
    dnnl_exec_arg_t arguments[4] = {{DNNL_ARG_SRC, NULL},
                                    {DNNL_ARG_WEIGHTS, NULL},
                                    {DNNL_ARG_DST, NULL},
                                    {DNNL_ARG_SCRATCHPAD, NULL}};
    int done =
        onednn_memory(&arguments[0].memory, product->a, engine, a) == dnnl_success &&
        onednn_memory(&arguments[1].memory, product->b, engine, b) == dnnl_success &&
        onednn_memory(&arguments[2].memory, product->c, engine, c) == dnnl_success &&
        onednn_memory(&arguments[3].memory, product->scratch, engine, scratch) == dnnl_success &&
        dnnl_primitive_execute(product->primitive, stream, 4, arguments) == dnnl_success;
    for (int i = 0; i < 4; i++)
        if (arguments[i].memory) dnnl_memory_destroy(arguments[i].memory);
    return done;
}

/// Copies B[k, n], element (p, j) at b[p * b_row + j * b_column], into the
/// product's own layout.
static inline int onednn_pack(const onednn_product *product, dnnl_engine_t engine,
                              dnnl_stream_t stream, int64_t n, int64_t k, const void *b,
                              int64_t b_row, int64_t b_column, void *packed) {
    onednn_stay_on_this_thread();
    dnnl_dim_t dims[2] = {k, n}, strides[2] = {b_row, b_column};
    onednn_layout plain;
    if (onednn_strided(&plain, dims, strides) != dnnl_success) return 0;
    dnnl_primitive_desc_t description = NULL;
    dnnl_primitive_t reorder = NULL;
    dnnl_exec_arg_t arguments[2] = {{DNNL_ARG_FROM, NULL}, {DNNL_ARG_TO, NULL}};
#if DNNL_VERSION_MAJOR >= 3
    dnnl_status_t status = dnnl_reorder_primitive_desc_create(&description, plain, engine,
                                                              product->b, engine, NULL);
#else
    dnnl_status_t status = dnnl_reorder_primitive_desc_create(&description, &plain, engine,
                                                              &product->b, engine, NULL);
#endif
    if (status == dnnl_success) status = dnnl_primitive_create(&reorder, description);
    if (status == dnnl_success)
        status = onednn_memory(&arguments[0].memory, plain, engine, b);
    if (status == dnnl_success)
        status = onednn_memory(&arguments[1].memory, product->b, engine, packed);
    if (status == dnnl_success) status = dnnl_primitive_execute(reorder, stream, 2, arguments);
    for (int i = 0; i < 2; i++)
        if (arguments[i].memory) dnnl_memory_destroy(arguments[i].memory);
    if (reorder) dnnl_primitive_destroy(reorder);
    if (description) dnnl_primitive_desc_destroy(description);
    onednn_free_layout(plain);
    return status == dnnl_success;
}

#pragma clang assume_nonnull end

#endif
