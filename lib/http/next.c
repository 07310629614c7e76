#include "http/next.h"

#include <string.h>

#include "base/id.h"
#include "base/pool.h"
#include "http/input.h"
#include "http/pairs.h"

#define NEXT_MAX 4096   /* characters of an address that is taken */
#define MADE_MAX 2000   /* of one that is made: encoded, it is part of another, and web servers take 8000 or so */

static const char *next_input(const struct request *request)
{
	return *input_raw(request, "next") ? input_raw(request, "next") : input_query_text(request, "next");
}

/* A path that a browser might take for another site's address is refused (OWASP Unvalidated Redirects and Forwards Cheat Sheet). */
const char *next_wanted(const struct request *request)
{
	const char *next = next_input(request);
	bool local = next[0] == '/' && next[1] != '/' && strlen(next) < NEXT_MAX;

	for (const char *at = next; *at; at++)
		local &= *at > ' ' && *at < 0x7f && *at != '\\';
	return local ? next : "/";
}

/*
 * What was typed, without secrets (an address is kept in histories and logs) and without what belongs to the form as it was, as the fields
 * seen… that say what it has shown.
 */
static json_t *typed(const struct request *request)
{
	static const char *const not_kept[] = { "csrf", "idempotency_key", "password", "token", NULL };
	json_t *kept = json_object(), *value;
	const char *name;

	json_object_foreach(request->input.body, name, value)
		if (json_is_string(value) && !text_is_one_of(name, not_kept) && !text_begins(name, "seen"))
			json_object_set(kept, name, value);
	return kept;
}

/* Appends the id that stands for the `{name}` at `pattern`: of the path, or an input of the form. False where that is no id. */
static bool put_id(struct text *address, const struct request *request, const char *pattern, size_t length)
{
	const char *name = pool_copy(request->pool, pattern + 1, length - 2);
	const char *id = text_is(name, "id") ? request->match.id : input_raw(request, name);

	if (id_valid(id))
		text_put(address, id);
	return id_valid(id);
}

/* The page of the form that was sent, for a `form` of a route: "/" where what it names isn't there. */
static const char *page_of_form(const struct request *request, const char *form)
{
	struct text address = text_in(request->pool);
	size_t path, length;

	while (*form && *form != '?') {
		length = *form == '{' ? strcspn(form, "}") + 1 : strcspn(form, "{?");
		if (*form != '{')
			text_add(&address, form, length);
		else if (!put_id(&address, request, form, length))
			return "/";
		form += length;
	}
	path = address.length;
	if (*form)
		pairs_put(&address, typed(request));
	if (address.length > MADE_MAX)
		address.bytes[path] = '\0';
	return address.bytes;
}

static const char *own_address(struct request *request)
{
	struct text address = text_in(request->pool);

	if (!request->input.query)
		input_read_query(request);
	text_put(&address, request->received.path);
	pairs_put(&address, request->input.query);
	return address.length > MADE_MAX ? request->received.path : address.bytes;
}

/* The body may not have been read, where the session is asked for before it. */
const char *next_back(struct request *request)
{
	const struct route *route = request->match.route;

	if (*next_input(request))
		return next_wanted(request);
	if (request->received.method == GET)
		return own_address(request);
	if (!route || !route->form || (!request->input.body && input_read(request) != DONE))
		return "/";
	return page_of_form(request, route->form);
}
