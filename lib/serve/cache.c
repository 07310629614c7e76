#include "serve/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/moment.h"
#include "base/shm.h"
#include "base/text.h"
#include "http/input.h"
#include "serve/respond.h"

#define SLOTS 64
#define WHOLE_MAX ((size_t)512 << 10) /* bytes of all kept replies */
#define ONE_MAX ((size_t)128 << 10)

/* A kept reply. Its texts are copies on the heap, unless said otherwise. */
struct kept {
	char *key, *next, *body;
	const char *type; /* a literal, which isn't freed */
	size_t length, size;
	char etag[ETAG_SIZE];
	struct freshness fresh;
};

static struct kept slots[SLOTS];
static size_t whole;

/*
 * The generation of what a reply shows: of its thing, or of everything on sale. Each number that is added here only rises, so the sum rises
 * too.
 */
static uint64_t generation_of(const struct request *request)
{
	bool is_exact = *request->match.id && request->received.api;

	return is_exact ? shm_generation(request->match.id) + shm_generation(CACHE_RELEASED) : shm_generation(CACHE_CATALOGUE);
}

static bool is_fresh(const struct request *request, const struct freshness *fresh)
{
	return fresh->generation == generation_of(request) && moment_steady() < fresh->until;
}

/* The key of the reply. All addresses with the same page have the same key. */
static const char *key_of(struct request *request)
{
	struct text key = text_in(request->pool);
	const char *name;
	json_t *value;

	text_put(&key, request->received.api ? "/api" : "");
	text_put(&key, request->received.path);
	if (!*request->received.query)
		return key.bytes;
	if (!request->input.query)
		input_read_query(request);
	json_object_foreach(request->input.query, name, value) {
		text_print(&key, "&%s=", name);
		text_url(&key, json_string_value(value));
	}
	return key.bytes;
}

static struct kept *slot_of(const char *key)
{
	return &slots[text_hash(key) % SLOTS];
}

static void drop_answer(struct kept *kept)
{
	whole -= kept->size;
	free(kept->key);
	free(kept->next);
	free(kept->body);
	*kept = (struct kept){ 0 };
}

/* Makes the kept reply the request's, without a copy. The slot doesn't change before the reply is sent: one request is served at a time. */
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
	const char *key;

	if (!may_be_kept(request))
		return false;
	key = key_of(request);
	kept = slot_of(key);
	if (!kept->key || strcmp(kept->key, key) || !is_fresh(request, &kept->fresh))
		return false;
	show_kept(request, kept);
	return true;
}

void cache_begin(struct request *request)
{
	int64_t now = moment_steady();

	request->run.fresh = (struct freshness){ .began = now };
	if (!may_be_kept(request))
		return;
	request->run.fresh.until = now + CACHE_MS;
	request->run.fresh.generation = generation_of(request);
}

bool cache_may_keep(const struct request *request)
{
	return request->run.fresh.until && is_fresh(request, &request->run.fresh);
}

/*
 * `left` was measured after the reading, but counts from before it, and less a millisecond, since both clocks round down. So the reply ends
 * too early rather than too late.
 */
void cache_end_in(struct request *request, int64_t left)
{
	int64_t end = request->run.fresh.began + left - 1;

	if (end < request->run.fresh.until)
		request->run.fresh.until = end;
}

static char *copy_of(const char *bytes, size_t length)
{
	char *copy = malloc(length + 1);

	if (copy)
		memcpy(copy, bytes, length + 1);
	return copy;
}

static void fill_slot(struct kept *kept, const char *key, const struct request *request)
{
	const struct reply *reply = &request->reply;

	*kept = (struct kept){ .key = copy_of(key, strlen(key)), .body = copy_of(reply->body.bytes, reply->body.length), .type = reply->type,
	                       .next = request->answer.next ? copy_of(request->answer.next, strlen(request->answer.next)) : NULL,
	                       .length = reply->body.length, .size = reply->body.length + strlen(key), .fresh = request->run.fresh };
	memcpy(kept->etag, reply->etag, ETAG_SIZE);
	whole += kept->size;
	if (!kept->key || !kept->body || (request->answer.next && !kept->next))
		drop_answer(kept);
}

/* Empties slots, one after the other, until `length` more bytes fit. */
static void make_room_for(size_t length)
{
	static size_t hand;

	for (size_t i = 0; i < SLOTS && whole + length > WHOLE_MAX; i++)
		drop_answer(&slots[hand++ % SLOTS]);
}

void cache_keep(struct request *request)
{
	const char *key;

	if (!cache_may_keep(request) || request->reply.status != 200 || request->reply.body.length > ONE_MAX)
		return;
	key = key_of(request);
	drop_answer(slot_of(key));
	make_room_for(request->reply.body.length + strlen(key));
	fill_slot(slot_of(key), key, request);
}
