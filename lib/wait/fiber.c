#include "wait/fiber.h"

#include <sys/mman.h>
#include <ucontext.h>

#include "base/fault.h"
#include "base/log.h"
#include "base/pool.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#else /* the sanitizer is told of each change of stacks */
#define __sanitizer_start_switch_fiber(save, bottom, size) ((void)(save), (void)(bottom), (void)(size))
#define __sanitizer_finish_switch_fiber(save, bottom, size) ((void)(save), (void)(bottom), (void)(size))
#define __asan_unpoison_memory_region(bottom, size) ((void)0)
#endif

/* Of addresses: memory is taken only for what is touched. Libraries have functions whose variables are larger than a page: a guard of one
 * page could be stepped over. */
#define GUARD_SIZE ((size_t)64 << 10)
#ifdef __SANITIZE_ADDRESS__
#define STACK_SIZE (GUARD_SIZE + ((size_t)1 << 20))
#else
#define STACK_SIZE (GUARD_SIZE + ((size_t)256 << 10))
#endif
#define SPARE_MAX 16 /* stacks that are kept for the next fibers */

/* What the program remembers of the work in hand. */
struct belongings {
	struct recovery *recovery;
	void *json_pool;
	struct log_origin origin;
};

/* At the upper end of its stack. */
struct fiber {
	char *stack;                  /* its lowest address; the guard is there */
	ucontext_t context;
	struct belongings belongings; /* while it runs: those of the program */
	void *sanitizer;
	void (*work)(void *);
	void *argument;
	bool is_over;
	struct fiber *next;           /* of those that are spare */
};

static ucontext_t program; /* where the program goes on when the fiber rests */
static const void *program_stack;
static size_t program_stack_size;
static struct fiber *running, *spare;
static size_t count, spare_count;

/* ---- stacks */

static struct fiber *new_fiber(void)
{
	char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE, -1, 0);
	struct fiber *fiber;

	if (stack == MAP_FAILED)
		return NULL;
	if (mprotect(stack, GUARD_SIZE, PROT_NONE)) {
		munmap(stack, STACK_SIZE);
		return NULL;
	}
	fiber = (struct fiber *)(void *)(stack + STACK_SIZE - (sizeof(*fiber) + 63) / 64 * 64);
	fiber->stack = stack;
	return fiber;
}

static struct fiber *take_fiber(void)
{
	struct fiber *fiber = spare;

	if (!fiber)
		return new_fiber();
	spare = fiber->next;
	spare_count--;
	return fiber;
}

static void leave_fiber(struct fiber *fiber)
{
	if (spare_count == SPARE_MAX) {
		munmap(fiber->stack, STACK_SIZE);
		return;
	}
	fiber->next = spare;
	spare = fiber;
	spare_count++;
}

static char *bottom_of(const struct fiber *fiber)
{
	return fiber->stack + GUARD_SIZE;
}

static size_t size_of(const struct fiber *fiber)
{
	return (size_t)((const char *)fiber - bottom_of(fiber));
}

/* ---- turns */

static void exchange_belongings(struct belongings *others)
{
	struct belongings mine = { fault_innermost, pool_for_json(others->json_pool), log_origin() };

	fault_innermost = others->recovery;
	log_origin_restore(&others->origin);
	*others = mine;
}

void fiber_rest(void)
{
	struct fiber *fiber = running;

	__sanitizer_start_switch_fiber(fiber->is_over ? NULL : &fiber->sanitizer, program_stack, program_stack_size);
	swapcontext(&fiber->context, &program);
	__sanitizer_finish_switch_fiber(fiber->sanitizer, &program_stack, &program_stack_size);
}

static void run_fiber(void)
{
	__sanitizer_finish_switch_fiber(NULL, &program_stack, &program_stack_size);
	running->work(running->argument);
	running->is_over = true;
	fiber_rest();
}

void fiber_resume(struct fiber *fiber)
{
	void *sanitizer = NULL;

	if (running)
		fault(FAULT_BUG, "a fiber resumes another");
	exchange_belongings(&fiber->belongings);
	running = fiber;
	__sanitizer_start_switch_fiber(&sanitizer, bottom_of(fiber), size_of(fiber));
	swapcontext(&program, &fiber->context);
	__sanitizer_finish_switch_fiber(sanitizer, NULL, NULL);
	running = NULL;
	exchange_belongings(&fiber->belongings);
	if (!fiber->is_over)
		return;
	count--;
	leave_fiber(fiber);
}

bool fiber_start(void (*work)(void *), void *argument)
{
	struct fiber *fiber = count < FIBER_MAX ? take_fiber() : NULL;

	if (!fiber)
		return false;
	*fiber = (struct fiber){ .stack = fiber->stack, .work = work, .argument = argument };
	__asan_unpoison_memory_region(bottom_of(fiber), size_of(fiber));
	getcontext(&fiber->context);
	fiber->context.uc_stack.ss_sp = bottom_of(fiber);
	fiber->context.uc_stack.ss_size = size_of(fiber);
	makecontext(&fiber->context, run_fiber, 0);
	count++;
	fiber_resume(fiber);
	return true;
}

size_t fiber_count(void)
{
	return count;
}

struct fiber *fiber_running(void)
{
	return running;
}
