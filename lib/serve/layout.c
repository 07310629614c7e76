#include "serve/layout.h"

#include <string.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/moment.h"
#include "base/pool.h"
#include "page/view.h"
#include "http/input.h"
#include "http/next.h"
#include "http/session.h"

#define TYPED_MAX 4000 /* bytes of one field that are shown again */

static void fill_visitor(struct request *request, struct page *page)
{
	view_flag(page, "signed_out", !request->visitor.signed_in);
	if (request->visitor.signed_in)
		page_set(page_section(page, "signed_in"), "email", request->visitor.session.email);
}

/* True for a page that is about nobody: it alone repeats what was searched for, since anybody's link can make a visitor search. */
static bool is_for_everybody(const struct request *request)
{
	return request->match.route && (request->match.route->flags & CACHEABLE);
}

/* The CSRF token of the page's forms; "" in a page that is the same for everybody. `headers` NULL: no cookie may be set for the token. */
static const char *form_token(struct request *request, struct text *headers)
{
	return is_for_everybody(request) && !request->visitor.signed_in ? "" : session_form_token(request, headers);
}

static void fill_everywhere(struct request *request, struct page *page, struct text *headers)
{
	char now[MOMENT_SIZE];

	moment_iso(now, moment_now());
	page_set_everywhere(page, "base", request_base());
	page_set_everywhere(page, "asset", BOXOFFICE_VERSION);
	page_set_everywhere(page, "site_name", config.site_name);
	page_set_everywhere(page, "currency", config.currency);
	page_set_everywhere(page, "now", now);
	page_set_everywhere(page, "year", pool_copy(request->pool, now, 4));
	page_set_everywhere(page, "csrf", form_token(request, headers));
}

static void fill_new_key(struct page *page)
{
	char key[33];

	crypto_random_hex(key, 16);
	page_set(page, "idempotency_key", key);
	page_set_everywhere(page, "idempotency_key", key);
}

/*
 * What the visitor has typed into a field of the form: of one that was refused, or of one that he can send only now that he has signed in
 * (http/next.h). NULL for nothing, and for a text so long that it can't be right and would make the page long.
 */
static const char *typed(const struct request *request, const char *name)
{
	bool sent = request->received.method != GET;
	const json_t *value = json_object_get(sent ? request->input.body : request->input.query, name);

	return (sent && !request->input.error_count) || json_string_length(value) > TYPED_MAX ? NULL : json_string_value(value);
}

/* A revision that was out of date makes way for the present one, which the page was loaded with. So does one that only an address names. */
static bool is_kept(const struct request *request, const char *name, const struct outcome *outcome)
{
	return strcmp(name, "revision") || (request->received.method != GET && outcome != STALE);
}

/* Fills the inputs of the page's own forms with what the visitor has typed, over what was loaded. What else was sent fills nothing. */
static void fill_typed(const struct request *request, struct page *page, const char *const *names, const struct outcome *outcome)
{
	for (; *names; names++)
		if (typed(request, *names) && is_kept(request, *names, outcome))
			page_set(page, *names, typed(request, *names));
}

static void fill_error(struct request *request, struct page *page, struct page *summary, const struct error *error)
{
	struct page *line = page_section(summary, "errors");

	page_set(line, "message", error->message);
	page_set(line, "field", error->field);
	if (*error->field)
		page_set(page_section(page, pool_print(request->pool, "%s_error", error->field)), "message", error->message);
}

/* Shows what was wrong, above the form and at each field. */
static void fill_errors(struct request *request, struct page *page)
{
	const char *title = request->answer.page->error_title;
	struct page *summary;

	if (!request->input.error_count)
		return;
	summary = page_include(page, "error_summary", "error_summary.tpl");
	if (!summary)
		fault(FAULT_BUG, "out of memory");
	page_set(summary, "error_title", title ? title : "Please check this");
	for (size_t i = 0; i < request->input.error_count; i++)
		fill_error(request, page, summary, &request->input.errors[i]);
}

/* The value of an input: what the visitor has typed, else the value of the thing. */
static void fill_value(const struct request *request, struct page *box, const struct field *field, const void *thing)
{
	const struct field value[] = { { "value", field->type, field->offset }, { 0 } };

	if (typed(request, field->name))
		page_set(box, "value", typed(request, field->name));
	else if (thing)
		view_fill(box, value, thing);
	else
		page_set(box, "value", field->entry->initial ? field->entry->initial : "");
}

static void fill_box(const struct request *request, struct page *box, const struct field *field)
{
	const struct field_entry *entry = field->entry;

	page_set(box, "name", field->name);
	page_set(box, "label", entry->label);
	page_set(box, "hint", entry->hint);
	view_number(box, "max", entry->max);
	view_flag(box, "is_text", field->type == FIELD_TEXT);
	view_flag(box, "is_number", field->type == FIELD_INT);
	view_flag(box, "is_money", field->type == FIELD_MONEY);
	view_flag(box, "is_required", field->type == FIELD_MONEY || entry->min > 0);
	for (size_t i = 0; i < request->input.error_count; i++)
		if (!strcmp(request->input.errors[i].field, field->name))
			page_set(page_section(box, "broken"), "message", request->input.errors[i].message);
}

/* Shows an input for each field with a label. */
static void fill_form(const struct request *request, struct page *page, const struct field *fields)
{
	for (const struct field *field = fields; field->name; field++) {
		struct page *box;

		if (!field->entry || !field->entry->label)
			continue;
		box = page_include(page, "fields", "field.tpl");
		if (!box)
			fault(FAULT_BUG, "out of memory");
		fill_box(request, box, field);
		fill_value(request, box, field, request->answer.view.thing);
	}
}

static void expand(struct text *body, const struct page *page)
{
	size_t length;
	char *bytes = page_expand(page, "layout.tpl", &length);

	if (!bytes)
		fault(FAULT_BUG, "a template is missing or broken");
	text_add(body, bytes, length);
	page_release(bytes);
}

static struct page *begin_page(struct request *request, const char *template_file, struct text *headers, struct page **layout)
{
	struct page *content;

	*layout = view_new(request->pool);
	fill_everywhere(request, *layout, headers);
	fill_visitor(request, *layout);
	if (is_for_everybody(request))
		page_set(*layout, "q", input_query_text(request, "q"));
	page_set(*layout, "next", *request->received.query || request->received.method != GET ? next_back(request) : request->received.path);
	view_notices(*layout);
	content = page_include(*layout, "content", template_file);
	if (!content)
		fault(FAULT_BUG, "out of memory");
	fill_visitor(request, content);
	return content;
}

void layout_page(struct request *request, struct text *body, struct text *headers, const struct outcome *outcome)
{
	const struct answer *answer = &request->answer;
	const struct page_kind *kind = answer->page;
	struct page *layout, *content = begin_page(request, kind->template_file, kind->flags & OPEN_FORM ? headers : NULL, &layout);

	if (answer->view.thing)
		view_fill(content, answer->view.fields, answer->view.thing);
	fill_new_key(content);
	if (kind->fill)
		kind->fill(content, answer->shown);
	if (kind->form)
		fill_form(request, content, kind->form);
	if (kind->typed)
		fill_typed(request, content, kind->typed, outcome);
	fill_errors(request, content);
	page_set(layout, "title", answer->title ? answer->title : kind->title);
	view_flag(layout, "noindex", request->visitor.signed_in || (kind->flags & OPEN_FORM));
	expand(body, layout);
}

static const char NOTHING_HERE[] = "The address may be mistyped, or what was here is gone.";

void layout_error(struct request *request, struct text *body, const struct outcome *outcome)
{
	const char *heading = outcome->heading ? outcome->heading : "That didn't work";
	struct page *layout, *content = begin_page(request, "error.tpl", NULL, &layout);

	view_number(content, "status", outcome->status);
	page_set(content, "heading", heading);
	page_set(content, "message", outcome == NOT_FOUND ? NOTHING_HERE : request->input.errors[0].message);
	page_set(content, "request_id", request->received.request_id);
	view_flag(content, "not_found", outcome == NOT_FOUND);
	view_flag(content, "retry", outcome == AWAY || outcome == TOO_MANY || outcome == BROKEN);
	page_set(layout, "title", heading);
	view_flag(layout, "noindex", true);
	expand(body, layout);
}
