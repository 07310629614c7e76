#include "serve/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/shm.h"
#include "base/text.h"
#include "db/db.h"
#include "serve/respond.h"

#define SLOTS 64
#define WHOLE_MAX ((size_t)512 << 10) /* bytes of all kept replies */
#define ONE_MAX ((size_t)128 << 10)

/* A kept reply, by the address as it came; its texts are its own. */
struct kept {
	char *key, *next, *body;
	const char *type; /* a literal */
	size_t length, size;
	char etag[ETAG_SIZE];
	struct freshness fresh;
};

static struct kept slots[SLOTS];
static size_t whole;

/* Whole milliseconds until the next hold of the shop runs out, at most so many. */
static const char NEXT_END[] =
	"SELECT COALESCE(TIMESTAMPDIFF(MICROSECOND, NOW(3), MIN(expires_at)) DIV 1000, ?) FROM orders WHERE status = 'created'"
	" AND expires_at > NOW(3) AND expires_at <= NOW(3) + INTERVAL ? MICROSECOND";

static int64_t milliseconds(void)
{
	return moment_ticks() / 1000;
}

static bool is_of_one_thing(const struct request *request)
{
	return *request->match.id != '\0';
}

static uint64_t generation_of(const struct request *request)
{
	return is_of_one_thing(request) ? shm_generation(request->match.id) : shm_generation(CACHE_CATALOGUE);
}

/* The clock here is asked first and both clocks cut off what is below a millisecond, so this ends too early rather than late. */
static struct freshness fresh_now(const struct request *request)
{
	struct freshness fresh = { .generation = generation_of(request), .until = milliseconds() };

	fresh.until += is_of_one_thing(request) ? db_number(NEXT_END, BIND(db_int(CACHE_MS), db_int(CACHE_MS * 1000)), 0) - 1 : CACHE_MS;
	return fresh;
}

static bool is_fresh(const struct request *request, const struct freshness *fresh)
{
	return fresh->generation == generation_of(request) && milliseconds() < fresh->until;
}

static struct kept *slot_of(const char *key)
{
	return &slots[text_hash(key) % SLOTS];
}

static void drop(struct kept *kept)
{
	whole -= kept->size;
	free(kept->key);
	free(kept->next);
	free(kept->body);
	*kept = (struct kept){ 0 };
}

/* As it is kept, without a copy: nothing is kept anew, nor added to a reply that is made, before it has been sent. */
static void show_kept(struct request *request, const struct kept *kept)
{
	struct reply reply = { .status = 200, .type = kept->type, .body = { .bytes = kept->body, .length = kept->length } };

	memcpy(reply.etag, kept->etag, ETAG_SIZE);
	respond_again(request, &reply, kept->next);
}

static bool may_be_kept(const struct request *request)
{
	return (request->match.route->flags & CACHEABLE) && !request->visitor.signed_in && shm_is_there();
}

bool cache_find(struct request *request)
{
	const struct kept *kept;

	if (!may_be_kept(request))
		return false;
	kept = slot_of(request->received.uri);
	if (!kept->key || strcmp(kept->key, request->received.uri) || !is_fresh(request, &kept->fresh))
		return false;
	show_kept(request, kept);
	return true;
}

void cache_begin(struct request *request)
{
	if (may_be_kept(request))
		request->run.fresh = fresh_now(request);
}

static char *copy_of(const char *bytes, size_t length)
{
	char *copy = malloc(length + 1);

	if (copy)
		memcpy(copy, bytes, length + 1);
	return copy;
}

static void keep(struct kept *kept, const struct request *request)
{
	const struct reply *reply = &request->reply;
	const char *key = request->received.uri;

	*kept = (struct kept){ .key = copy_of(key, strlen(key)), .body = copy_of(reply->body.bytes, reply->body.length), .type = reply->type,
	                       .next = request->answer.next ? copy_of(request->answer.next, strlen(request->answer.next)) : NULL,
	                       .length = reply->body.length, .size = reply->body.length + strlen(key), .fresh = request->run.fresh };
	memcpy(kept->etag, reply->etag, ETAG_SIZE);
	whole += kept->size;
	if (!kept->key || !kept->body || (request->answer.next && !kept->next))
		drop(kept);
}

/* Makes room by whatever slot it comes to. */
static void make_room(size_t length)
{
	static size_t hand;

	for (size_t i = 0; i < SLOTS && whole + length > WHOLE_MAX; i++)
		drop(&slots[hand++ % SLOTS]);
}

void cache_keep(struct request *request)
{
	if (!request->run.fresh.until || request->reply.status != 200 || request->reply.body.length > ONE_MAX)
		return;
	drop(slot_of(request->received.uri));
	make_room(request->reply.body.length + strlen(request->received.uri));
	keep(slot_of(request->received.uri), request);
}
