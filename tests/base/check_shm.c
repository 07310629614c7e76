/* Memory that processes share. */
#include "base/shm.h"

#include <fcntl.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/config.h"
#include "tests/test.h"

static char *folder;

static void in_new_folder(void)
{
	folder = pool_text(pool, "/tmp/boxoffice-shm.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	config.shared = pool_print(pool, "%s/shared", folder);
}

static void clean(void)
{
	unlink(config.shared);
	rmdir(folder);
}

/* A disk of so many KiB at the folder, which is there for this process alone and ends with it. */
static void on_small_disk(const char *size)
{
	in_new_folder();
	ck_assert_int_eq(unshare(CLONE_NEWNS), 0);
	ck_assert_int_eq(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL), 0);
	ck_assert_int_eq(mount("tmpfs", folder, "tmpfs", 0, pool_print(pool, "size=%s", size)), 0);
}

static void off_small_disk(void)
{
	ck_assert_int_eq(umount2(folder, MNT_DETACH), 0);
	rmdir(folder);
}

static void fill_disk(void)
{
	static const char block[4096] = { 1 };
	int file = open(pool_print(pool, "%s/filler", folder), O_WRONLY | O_CREAT, 0600);

	while (write(file, block, sizeof(block)) > 0)
		continue;
	close(file);
}

/* In a process of its own, where a signal that kills is seen: how it ended. */
static int end_of(void (*work)(void))
{
	pid_t child = fork();
	int status;

	if (!child)
		_exit((work(), 0));
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return status;
}

static void write_everywhere(void)
{
	char *area = shm_area(SHM_COUNTERS), *costs = shm_area(SHM_COSTS);

	for (int i = 0; i < 2000; i++)
		shm_touch(pool_print(pool, "%024d", i));
	if (area && costs)
		memset(area, 1, SHM_COUNTERS_SIZE), memset(costs, 1, SHM_COSTS_SIZE);
}

static void touch_a(void)
{
	shm_touch("a");
}

/* Touches it, and looks by how much the generations of two things rise. */
static void rises_by(const char *id, uint64_t of_a, uint64_t of_b)
{
	uint64_t a, b, any;

	in_new_folder();
	a = shm_generation("a"), b = shm_generation("b"), any = shm_generation(NULL);
	shm_touch(id);
	ck_assert_uint_eq(shm_generation("a"), a + of_a);
	ck_assert_uint_eq(shm_generation("b"), b + of_b);
	ck_assert_uint_eq(shm_generation(NULL), any + 1);
	clean();
}

TEST(a_touch_raises_the_generation_of_its_thing)
{
	rises_by("a", 1, 0);
}

TEST(a_touch_of_everything_raises_every_generation)
{
	rises_by(NULL, 1, 1);
}

TEST(things_have_numbers_of_their_own_mostly)
{
	int others = 0;

	in_new_folder();
	for (int i = 0; i < 100; i++) {
		const char *id = pool_print(pool, "%024x", i);
		uint64_t before = shm_generation(id);

		shm_touch("0123456789abcdef01234567");
		others += shm_generation(id) != before;
	}
	ck_assert_int_le(others, 5);
	clean();
}

TEST(other_processes_see_a_touch)
{
	uint64_t before;

	in_new_folder();
	before = shm_generation("a");
	ck_assert_int_eq(end_of(touch_a), 0);
	ck_assert_uint_eq(shm_generation("a"), before + 1);
	clean();
}

TEST(no_touch_is_lost_between_processes)
{
	uint64_t before;

	in_new_folder();
	before = shm_generation("a");
	for (int child = 0; child < 4; child++) {
		if (fork())
			continue;
		for (int i = 0; i < 10000; i++)
			shm_touch("a");
		_exit(0);
	}
	for (int child = 0; child < 4; child++)
		wait(NULL);
	ck_assert_uint_eq(shm_generation("a"), before + 40000);
	clean();
}

TEST(without_a_file_generations_are_the_programs_own)
{
	static const char *const nowhere[] = { "", "/nowhere/shared", "/dev/null", "/tmp" };

	for (size_t i = 0; i < sizeof(nowhere) / sizeof(nowhere[0]); i++) {
		uint64_t before;

		config.shared = nowhere[i];
		before = shm_generation("a");
		shm_touch("a");
		ck_assert_uint_eq(shm_generation("a"), before + 1);
		ck_assert(!shm_is_there());
		ck_assert_ptr_null(shm_area(SHM_COUNTERS));
		ck_assert(!shm_lock(0));
		ck_assert(!shm_try_lock(0));
		shm_unlock(0);
	}
	ck_assert_int_eq(access("/dev/null", F_OK), 0);
}

TEST(a_link_is_not_followed)
{
	const char *target;

	in_new_folder();
	target = config.shared;
	config.shared = pool_print(pool, "%s.link", target);
	ck_assert_int_eq(symlink(target, config.shared), 0);
	ck_assert(!shm_is_there() && access(target, F_OK));
	clean();
}

/* Cut off while it was made, or of another version. */
TEST(a_file_of_another_form_is_made_anew)
{
	in_new_folder();
	ck_assert_int_eq(close(open(config.shared, O_WRONLY | O_CREAT, 0600)), 0);
	ck_assert_int_eq(truncate(config.shared, 9), 0);
	shm_is_there();
	ck_assert(shm_is_there());
	clean();
}

/* A file that has the right size, but perhaps not the room for it. */
TEST(a_file_without_its_form_is_made_anew)
{
	struct stat is;

	in_new_folder();
	ck_assert(shm_is_there());
	ck_assert_int_eq(stat(config.shared, &is), 0);
	unlink(config.shared);
	ck_assert_int_eq(close(open(config.shared, O_WRONLY | O_CREAT, 0600)), 0);
	ck_assert_int_eq(truncate(config.shared, is.st_size), 0);
	shm_is_there();
	ck_assert(shm_is_there());
	ck_assert_int_eq(stat(config.shared, &is), 0);
	ck_assert_int_ge(is.st_blocks * 512, is.st_size);
	clean();
}

TEST(a_file_that_was_taken_away_is_made_anew_with_other_numbers)
{
	uint64_t before;

	in_new_folder();
	before = shm_generation("a");
	unlink(config.shared);
	usleep(2000);
	shm_touch("a");
	ck_assert_int_eq(access(config.shared, F_OK), 0);
	ck_assert_uint_gt(shm_generation("a"), before + 1);
	clean();
}

TEST(a_file_of_somebody_else_is_left_alone)
{
	in_new_folder();
	ck_assert_int_eq(chmod(folder, 0777), 0);
	ck_assert_int_eq(close(open(config.shared, O_WRONLY | O_CREAT, 0600)), 0);
	ck_assert_int_eq(chmod(config.shared, 0666), 0);
	ck_assert_int_eq(setegid(65534), 0);
	ck_assert_int_eq(seteuid(65534), 0);
	ck_assert(!shm_is_there());
	ck_assert_int_eq(seteuid(0), 0);
	ck_assert_int_eq(access(config.shared, F_OK), 0);
	clean();
}

/* Root may run a job by hand before the programs have made the file, which they have to be able to write to. */
TEST(a_file_that_root_makes_belongs_to_the_owner_of_its_folder)
{
	struct stat is;

	in_new_folder();
	ck_assert_int_eq(chown(folder, 65534, 65533), 0);
	ck_assert(shm_is_there());
	ck_assert_int_eq(stat(config.shared, &is), 0);
	ck_assert_uint_eq(is.st_uid, 65534);
	ck_assert_uint_eq(is.st_gid, 65533);
	clean();
}

TEST(on_a_disk_that_is_too_small_there_is_no_file_and_nobody_is_killed)
{
	on_small_disk("64k");
	ck_assert_int_eq(end_of(write_everywhere), 0);
	ck_assert(!shm_is_there());
	off_small_disk();
}

TEST(a_disk_that_fills_up_later_kills_nobody)
{
	on_small_disk("1m");
	ck_assert(shm_is_there());
	fill_disk();
	ck_assert_int_eq(end_of(write_everywhere), 0);
	ck_assert(shm_is_there());
	off_small_disk();
}

TEST(a_lock_is_held_by_one_process_and_ends_with_it)
{
	int ready[2];
	char byte = 0;
	pid_t child;

	in_new_folder();
	ck_assert(shm_is_there());
	ck_assert_int_eq(pipe(ready), 0);
	child = fork();
	if (!child) {
		if (shm_is_there() && shm_try_lock(5) && write(ready[1], "y", 1) == 1)
			pause();
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert(!shm_try_lock(5));
	ck_assert(shm_try_lock(6));
	kill(child, SIGKILL);
	ck_assert(shm_lock(5));
	waitpid(child, NULL, 0);
	clean();
}

int main(void)
{
	return test_run("shm", PLAIN);
}
