// Linux headers that the Glibc module leaves out.
#define _GNU_SOURCE 1
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <malloc.h>
#include <pthread.h>
