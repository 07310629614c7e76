#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#endif

#include "base/config.h"
#include "db/db.h"
#include "db/link.h"

#define TESTS_MAX 200
#define SECONDS_MAX 60 /* for one test, on a busy machine and under sanitizers */

void *pool;

static const TTest *tests[TESTS_MAX];
static size_t count;

void test_list(const TTest *test)
{
	if (count == TESTS_MAX)
		abort();
	tests[count++] = test;
}

void test_configure(const char *lines)
{
	static const char KEY[] = "BOXOFFICE_SESSION_KEYS=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	char problem[256];

	ck_assert_msg(config_parse("test", pool_print(pool, "%s\n%s", KEY, lines), problem), "%s", problem);
}

void test_own_shared(void)
{
	char *folder = pool_text(pool, "/tmp/boxoffice-shared.XXXXXX");

	ck_assert_ptr_nonnull(mkdtemp(folder));
	config.shared = pool_print(pool, "%s/shared", folder);
}

void test_drop_shared(void)
{
	char *folder = pool_text(pool, config.shared);

	unlink(config.shared);
	*strrchr(folder, '/') = '\0';
	rmdir(folder);
}

void test_leaks_on_purpose(void)
{
#ifdef __SANITIZE_ADDRESS__
	__lsan_disable();
#endif
}

static void open_pool(void)
{
	pool = pool_open(NULL);
	pool_for_json(pool);
}

static void begin_plain(void)
{
	open_pool();
	test_configure("");
}

static void begin_configured(void)
{
	char problem[256];

	open_pool();
	ck_assert_msg(getenv("BOXOFFICE_CONF") != NULL, "needs a database: run it by tests/run NAME");
	ck_assert_msg(config_load(problem), "%s", problem);
}

static bool in_transaction;

bool test_in_transaction(void)
{
	return in_transaction;
}

static void begin_transaction(void)
{
	begin_configured();
	in_transaction = true;
	db_command("START TRANSACTION");
}

static void end(void)
{
	db_roll_back();
	db_close();
	pool_for_json(NULL);
	pool_close(pool);
}

int test_run(const char *suite_name, enum circumstances circumstances)
{
	static void (*const begin[])(void) = { begin_plain, begin_configured, begin_transaction };
	Suite *suite = suite_create(suite_name);
	TCase *group = tcase_create(suite_name);
	SRunner *runner = srunner_create(suite);
	int failed;

	for (size_t i = 0; i < count; i++)
		tcase_add_test(group, tests[i]);
	tcase_add_checked_fixture(group, begin[circumstances], end);
	tcase_set_timeout(group, SECONDS_MAX);
	suite_add_tcase(suite, group);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
