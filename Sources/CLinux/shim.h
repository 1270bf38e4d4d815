// Linux headers that the Glibc module leaves out, and single declarations of what glibc shows only to _GNU_SOURCE.
// That macro itself would give structures that the Glibc module has too another shape, and the two do not mix.
#include <malloc.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>

extern int pthread_setname_np(pthread_t thread, const char *name);

// getrusage's `who` for the calling thread alone.
enum { forewarn_rusage_thread = 1 };

// glibc's allocator under its own names, for the benchmark that counts what goes through the usual ones.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *pointer, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);
