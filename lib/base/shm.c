#include "base/shm.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"
#include "base/moment.h"

#define THINGS 1024

/* `any` and `everything` have cache lines of their own: each change raises `any`, and that shouldn't slow down who reads `things`. */
struct generations {
	_Alignas(64) _Atomic uint64_t any;        /* raised by each touch */
	_Alignas(64) _Atomic uint64_t everything; /* raised by touches of NULL */
	_Atomic uint64_t things[THINGS];
};

/* The contents of the file. `form` names this layout: a program that finds another name there doesn't use the file. */
struct layout {
	char form[16];
	struct generations generations;
	_Alignas(64) char counters[SHM_COUNTERS_SIZE];
	char costs[SHM_COSTS_SIZE], database[SHM_DATABASE_SIZE];
};

static const char FORM[16] = "boxoffice 3";

/* Locks are locks of single bytes of the file (fcntl(2)). The first is held while the file is made; shm_lock() has those after it. */
enum { LOCK_MAKING, LOCK_CALLERS };

static int file = -1;
static struct layout *layout;

static bool lock_byte(int how, int type, int64_t byte)
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
	if (layout)
		munmap(layout, sizeof(*layout));
	if (file >= 0)
		close(file);
	layout = NULL;
	file = -1;
}

/* True for a file that no other account could truncate while it is mapped. Root, running a job by hand, uses the programs' file. */
static bool is_ours(const struct stat *is)
{
	return S_ISREG(is->st_mode) && (is->st_uid == geteuid() || is->st_gid == getegid() || geteuid() == 0);
}

/* Gives a file that root has made to the owner of its folder, since the account of the programs has to write to it. */
static bool give_to_programs(void)
{
	char folder[PATH_MAX];
	char *slash;
	struct stat is;

	if (geteuid() != 0)
		return true;
	snprintf(folder, sizeof(folder), "%s", config.shared);
	slash = strrchr(folder, '/');
	if (slash)
		slash[1] = '\0';
	return !stat(slash ? folder : ".", &is) && !fchown(file, is.st_uid, is.st_gid);
}

/* True if the file has its whole size. The room of a new file is allocated here. LOCK_MAKING is held. */
static bool has_room(const struct stat *is)
{
	if (is->st_size == 0)
		return give_to_programs() && posix_fallocate(file, 0, sizeof(*layout)) == 0;
	return (size_t)is->st_size == sizeof(*layout);
}

/*
 * Fills a new file. Its generations begin with the time, so they differ from those of the file before it. The form is written last: it says
 * that everything else is there.
 */
static void begin_file(void)
{
	layout->generations.any = layout->generations.everything = (uint64_t)moment_now();
	atomic_signal_fence(memory_order_seq_cst);
	memcpy(layout->form, FORM, sizeof(FORM));
}

static bool map_locked(void)
{
	struct stat is;
	void *map;

	if (fstat(file, &is) || !is_ours(&is) || !has_room(&is))
		return false;
	map = mmap(NULL, sizeof(*layout), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (map == MAP_FAILED)
		return false;
	layout = map;
	if (is.st_size == 0)
		begin_file();
	return !memcmp(layout->form, FORM, sizeof(FORM));
}

static bool map_file(void)
{
	bool mapped;

	file = open(config.shared, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0660);
	if (file < 0 || !lock_byte(F_SETLKW, F_WRLCK, LOCK_MAKING))
		return false;
	mapped = map_locked();
	lock_byte(F_SETLK, F_UNLCK, LOCK_MAKING);
	return mapped;
}

/* Removes a file of another form. The next program that needs the file makes a new one. */
static void discard(void)
{
	struct stat is;

	if (file >= 0 && !fstat(file, &is) && is_ours(&is) && is.st_size)
		unlink(config.shared);
}

bool shm_is_there(void)
{
	struct stat is;

	if (layout && (fstat(file, &is) || !is.st_nlink))
		let_go();
	if (layout || !*config.shared)
		return layout != NULL;
	if (!map_file()) {
		discard();
		let_go();
	}
	return layout != NULL;
}

void *shm_area(enum shm_area area)
{
	if (!shm_is_there())
		return NULL;
	return (char *const[SHM_AREAS]){ layout->counters, layout->costs, layout->database }[area];
}

/* The generations in the mapped file; in this program's own memory where there is no file. */
static struct generations *generations(void)
{
	static struct generations own;

	return layout || shm_is_there() ? &layout->generations : &own;
}

static _Atomic uint64_t *number_of(struct generations *all, const char *id)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (; *id; id++)
		hash = (hash ^ (unsigned char)*id) * 1099511628211u;
	return &all->things[hash % THINGS];
}

void shm_touch(const char *id)
{
	struct generations *all;

	shm_is_there(); /* maps the new file if the old one has been removed: nobody reads the old one any more */
	all = generations();
	atomic_fetch_add(id ? number_of(all, id) : &all->everything, 1);
	atomic_fetch_add(&all->any, 1);
}

uint64_t shm_generation(const char *id)
{
	struct generations *all = generations();

	return id ? atomic_load(&all->everything) + atomic_load(number_of(all, id)) : atomic_load(&all->any);
}

bool shm_lock(int64_t number)
{
	return layout && lock_byte(F_SETLKW, F_WRLCK, LOCK_CALLERS + number);
}

bool shm_try_lock(int64_t number)
{
	return layout && lock_byte(F_SETLK, F_WRLCK, LOCK_CALLERS + number);
}

void shm_unlock(int64_t number)
{
	if (layout)
		lock_byte(F_SETLK, F_UNLCK, LOCK_CALLERS + number);
}
