#include "base/shm.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"
#include "base/id.h"
#include "base/text.h"

#define NAMES 16     /* numbers for names of our own, of which the first is that of NULL */
#define NUMBERS 1024 /* and for ids after them */
#define LOCK_MAKING INT64_C(1000000)

/* The file. Its name for itself changes with its form: another form is another file. */
struct shared {
	char form[16];
	_Atomic uint64_t generations[NUMBERS];
	_Alignas(64) char area[SHM_AREA];
};

static const char FORM[16] = "boxoffice 2";

static struct {
	int file;
	struct shared *map; /* NULL: there is none */
} shm = { .file = -1 };

static bool set_lock(int how, int type, int64_t byte)
{
	struct flock range = { .l_type = (short)type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };
	int result;

	do
		result = fcntl(shm.file, how, &range);
	while (result < 0 && errno == EINTR);
	return result == 0;
}

static void let_go(void)
{
	if (shm.map)
		munmap(shm.map, sizeof(*shm.map));
	if (shm.file >= 0)
		close(shm.file);
	shm.map = NULL;
	shm.file = -1;
}

/* Makes it whole: its blocks are there before anybody writes, since a full disk would kill whoever does. Under the lock. */
static bool prepare(const struct stat *is)
{
	if ((size_t)is->st_size == sizeof(*shm.map))
		return true;
	return is->st_size == 0 && posix_fallocate(shm.file, 0, sizeof(*shm.map)) == 0 &&
	       pwrite(shm.file, FORM, sizeof(FORM), 0) == (ssize_t)sizeof(FORM);
}

/* Whoever comes first makes the file; its group, the programs' account, may write to it. */
static bool map_file(void)
{
	struct stat is;
	bool ready;
	void *map;

	shm.file = open(config.shared, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0660);
	if (shm.file < 0 || !set_lock(F_SETLKW, F_WRLCK, LOCK_MAKING))
		return false;
	ready = !fstat(shm.file, &is) && S_ISREG(is.st_mode) && prepare(&is);
	set_lock(F_SETLK, F_UNLCK, LOCK_MAKING);
	if (!ready)
		return false;
	map = mmap(NULL, sizeof(*shm.map), PROT_READ | PROT_WRITE, MAP_SHARED, shm.file, 0);
	if (map == MAP_FAILED)
		return false;
	shm.map = map;
	return !memcmp(shm.map->form, FORM, sizeof(FORM));
}

/* A file of another form, or one that was cut off while it was made: the next to come makes a new one. */
static void discard(void)
{
	struct stat is;

	if (shm.file >= 0 && !fstat(shm.file, &is) && S_ISREG(is.st_mode) && is.st_uid == geteuid() && is.st_size)
		unlink(config.shared);
}

bool shm_is_there(void)
{
	struct stat is;

	if (shm.map && (fstat(shm.file, &is) || !is.st_nlink))
		let_go();
	if (shm.map || !*config.shared)
		return shm.map != NULL;
	if (!map_file()) {
		discard();
		let_go();
	}
	return shm.map != NULL;
}

static _Atomic uint64_t *number_of(const char *id)
{
	size_t number = 0;

	if (id)
		number = id_valid(id) ? NAMES + text_hash(id) % (NUMBERS - NAMES) : 1 + text_hash(id) % (NAMES - 1);
	return &shm.map->generations[number];
}

void shm_touch(const char *id)
{
	if (shm_is_there())
		atomic_fetch_add(number_of(id), 1);
}

uint64_t shm_generation(const char *id)
{
	return shm.map || shm_is_there() ? atomic_load(number_of(id)) : 0;
}

void *shm_area(void)
{
	return shm_is_there() ? shm.map->area : NULL;
}

bool shm_lock(int64_t byte)
{
	return shm_is_there() && set_lock(F_SETLKW, F_WRLCK, byte);
}

bool shm_try_lock(int64_t byte)
{
	return shm_is_there() && set_lock(F_SETLK, F_WRLCK, byte);
}

void shm_unlock(int64_t byte)
{
	if (shm.map)
		set_lock(F_SETLK, F_UNLCK, byte);
}
