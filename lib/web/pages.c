#include "web/pages.h"

#include <ctype.h>
#include <string.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/moment.h"
#include "base/pool.h"
#include "page/view.h"
#include "web/input.h"
#include "web/session.h"

static void fill_visitor(struct request *request, struct page *page)
{
	view_flag(page, "signed_out", !request->signed_in);
	if (request->signed_in)
		page_set(page_section(page, "signed_in"), "email", request->session.email);
}

/* A page that is the same for everybody has no visitor's token in it. */
static const char *form_token(struct request *request, bool has_form)
{
	bool same_for_all = request->route && (request->route->flags & PUBLIC) && !request->signed_in;

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

/* What was typed stands over what was loaded, the version aside where that was the fault. */
static void fill_input(struct request *request, struct page *page, enum result result)
{
	const char *name;
	json_t *value;

	json_object_foreach(request->input, name, value)
		if (is_marker(name) && json_is_string(value) && (result != STALE || strcmp(name, "version")))
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

static void fill_errors(struct request *request, struct page *page, enum result result)
{
	view_flag(page, "has_errors", request->error_count > 0);
	for (size_t i = 0; i < request->error_count; i++)
		fill_error(request, page, &request->errors[i]);
	if (request->error_count)
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
	page_set(*layout, "q", asked_raw(request, "q"));
	page_set(*layout, "path", request->path);
	content = page_include(*layout, "content", template_file);
	if (!content)
		fault(FAULT_BUG, "out of memory");
	fill_visitor(request, content);
	return content;
}

void page_of(struct request *request, const struct page_kind *kind, enum result result)
{
	struct page *layout, *content = begin_page(request, kind->template_file, kind->flags & OPEN_FORM, &layout);

	if (request->list_size)
		view_fill_list(content, request->list_name, request->view.fields, request->list_size, &request->list);
	else if (request->view.thing)
		view_fill(content, request->view.fields, request->view.thing);
	fill_new_key(content);
	if (kind->dress)
		kind->dress(request, content);
	fill_errors(request, content, result);
	page_set(layout, "title", request->title ? request->title : kind->title);
	view_flag(layout, "noindex", request->signed_in || (kind->flags & OPEN_FORM));
	expand(request, layout);
}

static const char NOTHING_HERE[] = "The address may be mistyped, or what was here is gone.";

void page_of_error(struct request *request, enum result result)
{
	static const char *const headings[] = { [UNAUTHORIZED] = "Not yours to see", [FOREIGN_ORIGIN] = "Not from here",
		[FORM_EXPIRED] = "This form has expired", [NOT_FOUND] = "Nothing here", [METHOD_REFUSED] = "That can't be done here",
		[STALE] = "Changed in the meantime", [KEY_REUSED] = "Already sent", [TOO_LARGE] = "Too much at once",
		[TOO_MANY] = "A little slower, please", [BROKEN] = "Something went wrong", [AWAY] = "Back in a moment" };
	size_t known = sizeof(headings) / sizeof(headings[0]);
	const char *heading = (size_t)result < known && headings[result] ? headings[result] : "That didn't work";
	struct page *layout, *content = begin_page(request, "error.tpl", false, &layout);

	view_number(content, "status", result_status(result));
	page_set(content, "heading", heading);
	page_set(content, "message", result == NOT_FOUND ? NOTHING_HERE : request->errors[0].message);
	page_set(content, "request_id", request->request_id);
	view_flag(content, "not_found", result == NOT_FOUND);
	view_flag(content, "retry", result == AWAY || result == TOO_MANY || result == BROKEN);
	page_set(layout, "title", heading);
	view_flag(layout, "noindex", true);
	expand(request, layout);
}
