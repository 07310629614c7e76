/* Which requests get a kept reply: those for the same page, whatever else their addresses say. tests/cache.sh has how fresh it is. */
#include "serve/cache.h"

#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/config.h"
#include "http/input.h"
#include "serve/respond.h"
#include "tests/test.h"

/* Stands before the one of libc: no time passes, so that nothing that is kept gets too old. */
int clock_gettime(clockid_t clock, struct timespec *time)
{
	int result = (int)syscall(SYS_clock_gettime, clock, time);

	if (clock == CLOCK_MONOTONIC)
		*time = (struct timespec){ .tv_sec = 1000 };
	return result;
}

static const char *const some[] = { "q", "after", NULL };
static const struct route list = { GET, "/", NULL, CACHEABLE, NULL, .takes = some };
static const struct route one = { GET, "/products/{id}", NULL, CACHEABLE, NULL, NULL, NULL };

static struct request *request_of(const struct route *route, const char *query)
{
	struct request *request = pool_alloc(pool, sizeof(*request));

	*request = (struct request){ .pool = pool, .received = { .method = GET, .path = route->path, .query = query },
	                             .match = { .route = route, .id = route == &one ? "0123456789abcdef01234567" : "" } };
	input_read_query(request);
	return request;
}

static void keep(const struct route *route, const char *query)
{
	struct request *request = request_of(route, query);

	respond_reset(request);
	cache_begin(request);
	request->reply.status = 200;
	request->reply.type = "text/plain";
	text_put(&request->reply.body, "kept");
	cache_keep(request);
}

static bool is_kept(const struct route *route, const char *query)
{
	return cache_find(request_of(route, query));
}

TEST(a_parameter_that_the_route_does_not_take_changes_nothing)
{
	static const char *const same[] = { "", "x=1", "x=2&y=3", "limit=5", "limit=6", "utm_source=mail", "q=", "q=&after=", "&&", "%", "Q=a",
		"q" };

	test_own_shared();
	keep(&list, "");
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		ck_assert_msg(is_kept(&list, same[i]), "?%s is another page", same[i]);
	ck_assert(!is_kept(&list, "q=a"));
	ck_assert(!is_kept(&list, "after=0123456789abcdef01234567"));
	test_drop_shared();
}

TEST(a_route_that_takes_none_has_one_page)
{
	static const char *const same[] = { "", "q=a", "after=0123456789abcdef01234567", "limit=5", "q=a&limit=1&after=b" };

	test_own_shared();
	keep(&one, "");
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		ck_assert_msg(is_kept(&one, same[i]), "?%s is another page", same[i]);
	test_drop_shared();
}

TEST(the_order_of_parameters_does_not_matter)
{
	test_own_shared();
	keep(&list, "q=a&after=b");
	ck_assert(is_kept(&list, "after=b&q=a"));
	ck_assert(is_kept(&list, "x=1&after=b&y=2&q=%61"));
	ck_assert(!is_kept(&list, "after=a&q=b"));
	test_drop_shared();
}

int main(void)
{
	return test_run("cache", PLAIN);
}
