#include "serve/counters.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "base/pool.h"

#define KINDS 512
#define KEPT_MAX 32768

const int64_t counters_bounds[COUNTERS_BOUNDS] = { 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000, 2500000,
                                                   5000000, 10000000 };

/* A kind never changes once it is there, but for its numbers. */
struct kind {
	char route[80], method[8];
	int64_t status_class;
	_Atomic int64_t within[COUNTERS_BOUNDS + 1], microseconds;
};

/* The file. Its name for itself changes with its form: another form is another file. */
struct shared {
	char form[16];
	_Atomic int64_t kinds;
	int64_t kept_at;
	int64_t kept_length;
	char kept[KEPT_MAX];
	struct kind kind[KINDS];
};

static const char FORM[16] = "boxoffice 1";

/* Bytes of the file that are locked for what must not happen twice at once; of no content. */
enum { LOCK_KINDS, LOCK_KEPT, LOCK_PLACES };

static int file = -1;
static struct shared *shared;
static int64_t place = -1;

static bool lock(int how, int type, int64_t byte)
{
	struct flock range = { .l_type = (short)type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
	int result;

	do
		result = fcntl(file, how, &range);
	while (result < 0 && errno == EINTR);
	return result == 0;
}

static void let_go(void)
{
	if (shared)
		munmap(shared, sizeof(*shared));
	if (file >= 0)
		close(file);
	shared = NULL;
	file = -1;
	place = -1;
}

/* Makes it whole: its blocks are there before anybody writes, since a full disk would kill whoever does. Under the lock. */
static bool prepare(const struct stat *is)
{
	if ((size_t)is->st_size == sizeof(*shared))
		return true;
	return is->st_size == 0 && posix_fallocate(file, 0, sizeof(*shared)) == 0 &&
	       pwrite(file, FORM, sizeof(FORM), 0) == (ssize_t)sizeof(FORM);
}

static bool map(void)
{
	struct stat is;
	bool ready;

	file = open(config.counters, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (file < 0 || !lock(F_SETLKW, F_WRLCK, LOCK_KINDS))
		return false;
	ready = !fstat(file, &is) && S_ISREG(is.st_mode) && is.st_uid == geteuid() && prepare(&is);
	lock(F_SETLK, F_UNLCK, LOCK_KINDS);
	if (!ready)
		return false;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (shared == MAP_FAILED)
		shared = NULL;
	return shared != NULL && !memcmp(shared->form, FORM, sizeof(FORM));
}

/* A file of another form, or one that was cut off while it was made: the next to come makes a new one. */
static void discard(void)
{
	struct stat is;

	if (file >= 0 && !fstat(file, &is) && S_ISREG(is.st_mode) && is.st_uid == geteuid() && is.st_size)
		unlink(config.counters);
}

bool counters_work(void)
{
	struct stat is;

	if (shared && (fstat(file, &is) || !is.st_nlink))
		let_go();
	if (shared || !*config.counters)
		return shared != NULL;
	if (!map()) {
		discard();
		let_go();
	}
	return shared != NULL;
}

static bool is_kind(const struct kind *kind, const char *route, const char *method, int status_class)
{
	return kind->status_class == status_class && !strncmp(kind->route, route, sizeof(kind->route) - 1) &&
	       !strncmp(kind->method, method, sizeof(kind->method) - 1);
}

static struct kind *find(const char *route, const char *method, int status_class)
{
	int64_t count = atomic_load_explicit(&shared->kinds, memory_order_acquire);

	for (int64_t i = 0; i < count && i < KINDS; i++)
		if (is_kind(&shared->kind[i], route, method, status_class))
			return &shared->kind[i];
	return NULL;
}

/* It counts as there when it is whole: a process killed before that has added nothing. */
static struct kind *add_kind(const char *route, const char *method, int status_class)
{
	struct kind *kind;
	int64_t count;

	if (!lock(F_SETLKW, F_WRLCK, LOCK_KINDS))
		return NULL;
	kind = find(route, method, status_class);
	count = atomic_load(&shared->kinds);
	if (!kind && count >= 0 && count < KINDS) {
		kind = &shared->kind[count];
		snprintf(kind->route, sizeof(kind->route), "%s", route);
		snprintf(kind->method, sizeof(kind->method), "%s", method);
		kind->status_class = status_class;
		atomic_store_explicit(&shared->kinds, count + 1, memory_order_release);
	}
	lock(F_SETLK, F_UNLCK, LOCK_KINDS);
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
	struct kind *kind;

	if (!counters_work())
		return;
	kind = find(route, method, status / 100);
	if (!kind)
		kind = add_kind(route, method, status / 100);
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
	struct counter *counters;
	int64_t count;

	if (!counters_work())
		return list;
	count = atomic_load_explicit(&shared->kinds, memory_order_acquire);
	list.count = count < 0 ? 0 : count > KINDS ? KINDS : (size_t)count;
	list.rows = counters = pool_alloc(pool, (list.count + 1) * sizeof(*counters));
	for (size_t i = 0; i < list.count; i++)
		read_kind(&counters[i], &shared->kind[i]);
	return list;
}

void counters_keep(const char *text, size_t length)
{
	if (length > KEPT_MAX || !counters_work() || !lock(F_SETLKW, F_WRLCK, LOCK_KEPT))
		return;
	shared->kept_at = 0; /* of nothing, for whoever finds it half written */
	memcpy(shared->kept, text, length);
	shared->kept_length = (int64_t)length;
	atomic_signal_fence(memory_order_seq_cst);
	shared->kept_at = (int64_t)time(NULL);
	lock(F_SETLK, F_UNLCK, LOCK_KEPT);
}

const char *counters_kept(void *pool, int64_t seconds)
{
	const char *text = NULL;
	int64_t age;

	if (!counters_work() || !lock(F_SETLKW, F_WRLCK, LOCK_KEPT))
		return NULL;
	age = (int64_t)time(NULL) - shared->kept_at;
	if (age >= 0 && age < seconds && shared->kept_length >= 0 && shared->kept_length <= KEPT_MAX)
		text = pool_copy(pool, shared->kept, (size_t)shared->kept_length);
	lock(F_SETLK, F_UNLCK, LOCK_KEPT);
	return text;
}

void counters_leave(void)
{
	if (shared && place >= 0)
		lock(F_SETLK, F_UNLCK, LOCK_PLACES + place);
	place = -1;
}

bool counters_enter(int64_t max)
{
	counters_leave(); /* what a fault has left taken */
	if (!counters_work())
		return max > 0;
	for (place = 0; place < max; place++)
		if (lock(F_SETLK, F_WRLCK, LOCK_PLACES + place))
			return true;
	place = -1;
	return false;
}
