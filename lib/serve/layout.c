#include "serve/layout.h"

#include <ctype.h>
#include <string.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/moment.h"
#include "base/pool.h"
#include "page/view.h"
#include "http/input.h"
#include "http/session.h"

static void fill_visitor(struct request *request, struct page *page)
{
	view_flag(page, "signed_out", !request->visitor.signed_in);
	if (request->visitor.signed_in)
		page_set(page_section(page, "signed_in"), "email", request->visitor.session.email);
}

/* A page that is the same for everybody has no visitor's token in it. */
static const char *form_token(struct request *request, bool has_form)
{
	bool same_for_all = request->match.route && (request->match.route->flags & CACHEABLE) && !request->visitor.signed_in;

	return same_for_all ? "" : session_form_token(request, has_form);
}

static void fill_everywhere(struct request *request, struct page *page, bool has_form)
{
	char now[MOMENT_SIZE];

	moment_iso(now, moment_now());
	page_set_everywhere(page, "base", request_base());
	page_set_everywhere(page, "asset", BOXOFFICE_VERSION);
	page_set_everywhere(page, "site_name", config.site_name);
	page_set_everywhere(page, "currency", config.currency);
	page_set_everywhere(page, "now", now);
	page_set_everywhere(page, "year", pool_copy(request->pool, now, 4));
	page_set_everywhere(page, "csrf", form_token(request, has_form));
}

static void fill_new_key(struct page *page)
{
	char key[33];

	id_random(key, 16);
	page_set(page, "idempotency_key", key);
	page_set_everywhere(page, "idempotency_key", key);
}

static bool is_marker(const char *name)
{
	for (const char *at = name; *at; at++)
		if (!isalnum((unsigned char)*at) && *at != '_')
			return false;
	return strlen(name) <= 32 && strcmp(name, "password") && strcmp(name, "csrf") && strcmp(name, "idempotency_key");
}

/* What was typed stands over what was loaded, the revision aside where that was the fault. */
static void fill_input(struct request *request, struct page *page, const struct outcome *result)
{
	const char *name;
	json_t *value;

	json_object_foreach(request->input.body, name, value)
		if (is_marker(name) && json_is_string(value) && (result != STALE || strcmp(name, "revision")))
			page_set(page, name, json_string_value(value));
}

static void fill_error(struct request *request, struct page *page, const struct error *error)
{
	struct page *summary = page_section(page, "errors");

	page_set(summary, "message", error->message);
	page_set(summary, "field", error->field);
	if (*error->field)
		page_set(page_section(page, pool_print(request->pool, "%s_error", error->field)), "message", error->message);
}

static void fill_errors(struct request *request, struct page *page, const struct outcome *result)
{
	view_flag(page, "has_errors", request->input.error_count > 0);
	for (size_t i = 0; i < request->input.error_count; i++)
		fill_error(request, page, &request->input.errors[i]);
	if (request->input.error_count)
		fill_input(request, page, result);
}

static void expand(struct request *request, const struct page *page)
{
	size_t length;
	char *bytes = page_expand(page, "layout.tpl", &length);

	if (!bytes)
		fault(FAULT_BUG, "a template is missing or broken");
	text_add(&request->reply.body, bytes, length);
	page_release(bytes);
	request->reply.type = "text/html; charset=utf-8";
}

static struct page *begin_page(struct request *request, const char *template_file, bool has_form, struct page **layout)
{
	struct page *content;

	*layout = view_new(request->pool);
	fill_everywhere(request, *layout, has_form);
	fill_visitor(request, *layout);
	page_set(*layout, "q", input_query_text(request, "q"));
	page_set(*layout, "path", request->received.path);
	content = page_include(*layout, "content", template_file);
	if (!content)
		fault(FAULT_BUG, "out of memory");
	fill_visitor(request, content);
	return content;
}

void layout_page(struct request *request, const struct page_kind *kind, const struct outcome *result)
{
	struct page *layout, *content = begin_page(request, kind->template_file, kind->flags & OPEN_FORM, &layout);

	if (request->answer.list_size)
		view_fill_list(content, request->answer.list_name, request->answer.view.fields, request->answer.list_size, &request->answer.list);
	else if (request->answer.view.thing)
		view_fill(content, request->answer.view.fields, request->answer.view.thing);
	fill_new_key(content);
	if (kind->fill)
		kind->fill(request, content);
	fill_errors(request, content, result);
	page_set(layout, "title", request->answer.title ? request->answer.title : kind->title);
	view_flag(layout, "noindex", request->visitor.signed_in || (kind->flags & OPEN_FORM));
	expand(request, layout);
}

static const char NOTHING_HERE[] = "The address may be mistyped, or what was here is gone.";

void layout_error(struct request *request, const struct outcome *result)
{
	const char *heading = result->heading ? result->heading : "That didn't work";
	struct page *layout, *content = begin_page(request, "error.tpl", false, &layout);

	view_number(content, "status", result->status);
	page_set(content, "heading", heading);
	page_set(content, "message", result == NOT_FOUND ? NOTHING_HERE : request->input.errors[0].message);
	page_set(content, "request_id", request->received.request_id);
	view_flag(content, "not_found", result == NOT_FOUND);
	view_flag(content, "retry", result == AWAY || result == TOO_MANY || result == BROKEN);
	page_set(layout, "title", heading);
	view_flag(layout, "noindex", true);
	expand(request, layout);
}
