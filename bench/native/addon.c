// Makes the kernels functions of JavaScript. They work on typed arrays in place.
#include <stdlib.h>
#include "kernel.h"
#include "node-api.h"

void *scratch(int purpose, size_t bytes) {
  static void *held[SCRATCH_PURPOSES];
  static size_t sizes[SCRATCH_PURPOSES];
  if (sizes[purpose] < bytes) {
    free(held[purpose]);
    held[purpose] = aligned_alloc(64, (bytes + 63) / 64 * 64);
    if (held[purpose] == NULL) abort();
    sizes[purpose] = bytes;
  }
  return held[purpose];
}

static napi_value call(napi_env env, napi_callback_info info) {
  napi_value values[MOST_ARGUMENTS];
  size_t count = MOST_ARGUMENTS;
  void *kernel = NULL;
  napi_get_cb_info(env, info, &count, values, NULL, &kernel);
  Argument arguments[MOST_ARGUMENTS] = {{0}};
  for (size_t index = 0; index < count && index < MOST_ARGUMENTS; index++) {
    Argument *argument = &arguments[index];
    if (napi_get_typedarray_info(env, values[index], NULL, NULL, &argument->values, NULL, NULL) != 0) {
      argument->values = NULL;
      napi_get_value_double(env, values[index], &argument->number);
    }
  }
  napi_value result = NULL;
  napi_create_double(env, ((Kernel *)kernel)(arguments), &result);
  return result;
}

static void expose(napi_env env, napi_value exports, const char *name, Kernel *kernel) {
  napi_value function = NULL;
  napi_create_function(env, name, strlen(name), call, (void *)kernel, &function);
  napi_set_named_property(env, exports, name, function);
}

/** Called by Node as it loads the add-on. */
__attribute__((visibility("default"))) napi_value napi_register_module_v1(napi_env env, napi_value exports) {
#define EXPOSE_KERNEL(name) expose(env, exports, #name, name);
  EACH_KERNEL(EXPOSE_KERNEL)
  return exports;
}
