#include "base/shared.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/config.h"

#define SIZE 4096

static _Atomic uint64_t own[SHARED_NUMBERS];
static _Atomic uint64_t *numbers;

/* Whoever comes first makes the file; its group, the programs' account, may write to it. */
static void *map_file(void)
{
	int file = *config.shared ? open(config.shared, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0660) : -1;
	struct stat now;
	void *map = MAP_FAILED;

	if (file >= 0 && !fstat(file, &now) && S_ISREG(now.st_mode) && (now.st_size >= SIZE || !ftruncate(file, SIZE)))
		map = mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	if (file >= 0)
		close(file);
	return map == MAP_FAILED ? NULL : map;
}

static _Atomic uint64_t *number(enum shared_number which)
{
	if (!numbers)
		numbers = map_file();
	if (!numbers)
		numbers = own;
	return &numbers[which];
}

bool shared_is_there(void)
{
	return number(SHARED_GENERATION) != own;
}

uint64_t shared_add(enum shared_number which, uint64_t add)
{
	return atomic_fetch_add(number(which), add) + add;
}

uint64_t shared_read(enum shared_number which)
{
	return atomic_load(number(which));
}
