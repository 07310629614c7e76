#include "http/route.h"

#include <string.h>

#include "base/pool.h"

static const char *next_segment(const char *path, size_t *length)
{
	path += *path == '/';
	*length = strcspn(path, "/");
	return path;
}

/* True if the path fits the pattern; `{id}` and `{n}` fit any one segment, which is then in `id` or `n`. */
static bool path_fits(struct request *request, const char *pattern)
{
	const char *path = request->received.path, *id = "", *n = "";
	size_t expected, got;

	while (*pattern && *path) {
		pattern = next_segment(pattern, &expected);
		path = next_segment(path, &got);
		if (!strncmp(pattern, "{id}", 4) && got)
			id = pool_copy(request->pool, path, got);
		else if (!strncmp(pattern, "{n}", 3) && got)
			n = pool_copy(request->pool, path, got);
		else if (expected != got || strncmp(pattern, path, got))
			return false;
		pattern += expected;
		path += got;
	}
	if (*pattern || *path)
		return false;
	request->match.id = id;
	request->match.n = n;
	return true;
}

static bool representation_fits(const struct request *request, const struct route *route)
{
	return !(route->flags & (request->received.api ? PAGE_ONLY : API_ONLY));
}

const struct outcome *route_find(struct request *request, const struct route *routes)
{
	struct text allow = text_in(request->pool);
	bool named = false; /* by a row without {id}: `/products/new` is no id */
	size_t rows = 0;

	for (const struct route *route = routes; route->handle; route++) {
		bool has_id = strstr(route->path, "{id}") != NULL;

		if (!representation_fits(request, route) || (named && has_id) || !path_fits(request, route->path))
			continue;
		named |= !has_id;
		if (route->method == request->received.method) {
			request->match.route = route;
			return DONE;
		}
		text_print(&allow, "%s%s", rows++ ? ", " : "", route->method == GET ? "GET, HEAD" : request_method_name(route->method));
	}
	request->reply.allow = rows ? allow.bytes : NULL;
	return rows ? METHOD_REFUSED : NOT_FOUND;
}
