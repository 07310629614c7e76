#include "serve/counters.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "base/moment.h"
#include "base/pool.h"
#include "base/shm.h"

#define KINDS 512
#define KEPT_MAX 32768

const int64_t counters_bounds[COUNTERS_BOUNDS] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
                                                   5000000, 10000000 };

/* The counter of one kind of request. Once it exists, only its numbers change. */
struct kind {
	char route[80], method[8];
	int64_t status_class;
	_Atomic int64_t within[COUNTERS_BOUNDS + 1], microseconds;
};

/* What shm_area() contains. It is all zeros at first. */
struct counted {
	_Atomic int64_t kinds;
	int64_t kept_at;
	int64_t kept_length;
	char kept[KEPT_MAX];
	struct kind kind[KINDS];
};

_Static_assert(sizeof(struct counted) <= SHM_AREA_SIZE, "the counters don't fit into the shared memory");

/* The numbers of the locks (shm_lock()). */
enum { LOCK_KINDS, LOCK_KEPT, LOCK_PLACES };

static int64_t place = -1;

bool counters_work(void)
{
	return shm_is_there();
}

static bool is_kind(const struct kind *kind, const char *route, const char *method, int status_class)
{
	return kind->status_class == status_class && !strncmp(kind->route, route, sizeof(kind->route) - 1) &&
	       !strncmp(kind->method, method, sizeof(kind->method) - 1);
}

static struct kind *find_kind(struct counted *counted, const char *route, const char *method, int status_class)
{
	int64_t count = atomic_load_explicit(&counted->kinds, memory_order_acquire);

	for (int64_t i = 0; i < count && i < KINDS; i++)
		if (is_kind(&counted->kind[i], route, method, status_class))
			return &counted->kind[i];
	return NULL;
}

/* The number of kinds is raised last, when the new one is complete: a process that is killed before that has added nothing. */
static struct kind *add_kind(struct counted *counted, const char *route, const char *method, int status_class)
{
	struct kind *kind;
	int64_t count;

	if (!shm_lock(LOCK_KINDS))
		return NULL;
	kind = find_kind(counted, route, method, status_class);
	count = atomic_load(&counted->kinds);
	if (!kind && count >= 0 && count < KINDS) {
		kind = &counted->kind[count];
		snprintf(kind->route, sizeof(kind->route), "%s", route);
		snprintf(kind->method, sizeof(kind->method), "%s", method);
		kind->status_class = status_class;
		atomic_store_explicit(&counted->kinds, count + 1, memory_order_release);
	}
	shm_unlock(LOCK_KINDS);
	return kind;
}

static size_t place_of(int64_t microseconds)
{
	size_t i = 0;

	while (i < COUNTERS_BOUNDS && microseconds > counters_bounds[i])
		i++;
	return i;
}

void counters_add(const char *route, const char *method, int status, int64_t microseconds)
{
	struct counted *counted = shm_area();
	struct kind *kind;

	if (!counted)
		return;
	kind = find_kind(counted, route, method, status / 100);
	if (!kind)
		kind = add_kind(counted, route, method, status / 100);
	if (!kind)
		return;
	atomic_fetch_add_explicit(&kind->microseconds, microseconds, memory_order_relaxed);
	atomic_fetch_add_explicit(&kind->within[place_of(microseconds)], 1, memory_order_relaxed);
}

static void read_kind(struct counter *counter, const struct kind *kind)
{
	memcpy(counter->route, kind->route, sizeof(counter->route));
	memcpy(counter->method, kind->method, sizeof(counter->method));
	counter->status_class = kind->status_class;
	for (size_t i = 0; i <= COUNTERS_BOUNDS; i++)
		counter->within[i] = atomic_load_explicit(&kind->within[i], memory_order_relaxed);
	counter->microseconds = atomic_load_explicit(&kind->microseconds, memory_order_relaxed);
}

struct list counters_read(void *pool)
{
	struct list list = { 0 };
	struct counted *counted = shm_area();
	struct counter *counters;
	int64_t count;

	if (!counted)
		return list;
	count = atomic_load_explicit(&counted->kinds, memory_order_acquire);
	list.count = count < 0 ? 0 : count > KINDS ? KINDS : (size_t)count;
	list.rows = counters = pool_alloc(pool, (list.count + 1) * sizeof(*counters));
	for (size_t i = 0; i < list.count; i++)
		read_kind(&counters[i], &counted->kind[i]);
	return list;
}

void counters_keep(const char *text, size_t length)
{
	struct counted *counted = shm_area();

	if (length > KEPT_MAX || !counted || !shm_lock(LOCK_KEPT))
		return;
	counted->kept_at = 0; /* too old for any reader, while the text is half written */
	memcpy(counted->kept, text, length);
	counted->kept_length = (int64_t)length;
	atomic_signal_fence(memory_order_seq_cst);
	counted->kept_at = moment_seconds();
	shm_unlock(LOCK_KEPT);
}

const char *counters_kept(void *pool, int64_t seconds)
{
	struct counted *counted = shm_area();
	const char *text = NULL;
	int64_t age;

	if (!counted || !shm_lock(LOCK_KEPT))
		return NULL;
	age = moment_seconds() - counted->kept_at;
	if (age >= 0 && age < seconds && counted->kept_length >= 0 && counted->kept_length <= KEPT_MAX)
		text = pool_copy(pool, counted->kept, (size_t)counted->kept_length);
	shm_unlock(LOCK_KEPT);
	return text;
}

void counters_leave(void)
{
	if (place >= 0)
		shm_unlock(LOCK_PLACES + place);
	place = -1;
}

bool counters_enter(int64_t max)
{
	counters_leave(); /* gives a slot back that an earlier request took and, because of a fault, kept */
	if (!counters_work())
		return max > 0;
	for (place = 0; place < max; place++)
		if (shm_try_lock(LOCK_PLACES + place))
			return true;
	place = -1;
	return false;
}
