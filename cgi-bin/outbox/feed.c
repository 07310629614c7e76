/* The feed of the shop's events, for programs: /api/feed. */
#include "outbox/feed.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "outbox/settings.h"
#include "serve/counters.h"
#include "base/moment.h"
#include "base/pool.h"
#include "db/connection.h"
#include "outbox/feed_client.h"
#include "gateway/serve.h"
#include "http/bearer.h"
#include "http/input.h"
#include "serve/respond.h"

#define EVENTS_MAX 1000
#define WAIT_MAX 25 /* seconds */
#define LATE_MS 1000 /* how late a node of a cluster may be */
#define LOOK_MS 100 /* pause between two looks for new events, while a request waits */

struct wish {
	int64_t after, limit, wait;
	const char *subject; /* NULL: all */
};

static const char *asked_subject(struct request *request)
{
	const char *subject = input_query_text(request, "subject");
	size_t length = strspn(subject, "abcdefghijklmnopqrstuvwxyz:");

	if (subject[length] || length > 64)
		input_error(request, "subject", "Subject must be the name of an event");
	return *subject ? subject : NULL;
}

static struct wish read_wish(struct request *request)
{
	return (struct wish){
		.after = input_query_number(request, "after", INT64_MAX, 0, "After must be a position"),
		.limit = input_query_count(request, "limit", EVENTS_MAX, 100, "Limit must be between 1 and 1000"),
		.wait = input_query_number(request, "wait", WAIT_MAX, 0, "Wait must be between 0 and 25"),
		.subject = asked_subject(request),
	};
}

static bool may_wait(const struct request *request, const struct wish *wish)
{
	return moment_ticks() - request->began < wish->wait * 1000000 && !serve_stopping();
}

static void rest(const struct timespec *pause)
{
	db_rest();
	nanosleep(pause, NULL);
}

/* Looks for new events again and again. No transaction is open meanwhile, and a signal to stop ends it. */
static struct list await(struct request *request, const struct wish *wish, int64_t *through)
{
	struct timespec pause = { .tv_nsec = LOOK_MS * 1000000 };
	struct list events = { 0 };

	while (!events.count && may_wait(request, wish)) {
		if (feed_head() > *through)
			events = feed_read(request->pool, *through, wish->limit, wish->subject, through);
		else
			rest(&pause);
	}
	return events;
}

/* The events, if need be after waiting. Only so many requests wait at once, since each keeps a process: others are answered now. */
static struct list look(struct request *request, const struct wish *wish, int64_t *through)
{
	struct list events = feed_read(request->pool, wish->after, wish->limit, wish->subject, through);

	if (events.count || !wish->wait || !counters_enter(outbox_settings.feed_waiters))
		return events;
	events = await(request, wish, through);
	counters_leave();
	return events;
}

static void link_next(struct request *request, const struct wish *wish, int64_t through)
{
	respond_next(request, "/feed?after=%" PRId64 "&limit=%" PRId64 "%s%s&wait=%" PRId64, through, wish->limit,
	             wish->subject ? "&subject=" : "", wish->subject ? wish->subject : "", wish->wait);
}

/* The head of the feed. If it is before the position that was asked after, a node of a cluster may be late: looks again for a second. */
static int64_t find_head(const struct wish *wish)
{
	struct timespec pause = { .tv_nsec = LOOK_MS * 1000000 };
	int64_t head = feed_head();

	for (int looks = 0; head < wish->after && looks < LATE_MS / LOOK_MS && !serve_stopping(); looks++) {
		nanosleep(&pause, NULL);
		head = feed_head();
	}
	return head;
}

/* The client has what the shop knows nothing of. Names the head, and leads there. */
static const struct outcome *refuse_beyond(struct request *request, const struct wish *wish, int64_t head)
{
	input_error(request, "after", pool_print(request->pool, "After is beyond the last position, which is %" PRId64, head));
	link_next(request, wish, head);
	return BEYOND_HEAD;
}

/*
 * Answers 200 with an array in order of positions; the header Link goes on where the search ended. 401 without a token; 400 with the
 * broken rules; 410 where events after this position have been deleted; 409 where there is no such position.
 */
static const struct outcome *follow(struct request *request)
{
	struct wish wish;
	struct feed_client client;
	struct list events;
	int64_t through, purged, head;

	if (feed_client_of(request->pool, bearer_token(request), &client) != DONE)
		return respond_needs_token(request);
	wish = read_wish(request);
	if (input_failed(request))
		return INVALID;
	head = find_head(&wish);
	if (wish.after > head)
		return refuse_beyond(request, &wish, head);
	feed_client_has(&client, wish.after);
	events = look(request, &wish, &through);
	respond_list(request, event_fields, sizeof(struct event), &events);
	if (events.more)
		through = ((const struct event *)events.rows)[events.count - 1].position;
	purged = feed_extent().purged;
	link_next(request, &wish, wish.after < purged ? purged : through);
	return wish.after < purged ? GONE : DONE;
}

static const struct route routes[] = {
	{ GET, "/feed", follow, API_ONLY, NULL },
	{ 0 }
};

int main(void)
{
	return serve(routes);
}
