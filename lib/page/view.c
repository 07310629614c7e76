#include "page/view.h"

#include <stdio.h>
#include <string.h>
#include <talloc.h>

#include "base/config.h"
#include "base/fault.h"
#include "base/moment.h"
#include "base/money.h"
#include "base/pool.h"

static int free_page(struct page **page)
{
	page_free(*page);
	return 0;
}

struct page *view_new(void *pool)
{
	static bool has_directory;
	struct page **owner = pool_alloc(pool, sizeof(struct page *));

	if (!has_directory)
		page_directory(config.templates);
	has_directory = true;
	*owner = page_new();
	if (!*owner)
		fault(FAULT_BUG, "out of memory");
	talloc_set_destructor(owner, free_page);
	return *owner;
}

static struct page *section(struct page *page, const char *name)
{
	struct page *made = page_section(page, name);

	if (!made)
		fault(FAULT_BUG, "out of memory");
	return made;
}

void view_flag(struct page *page, const char *name, bool holds)
{
	if (holds)
		section(page, name);
}

void view_number(struct page *page, const char *name, int64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)number);
	page_set(page, name, text);
}

/* Fills the marker `name_text`, the form of a value that people read. */
static void fill_text(struct page *page, const char *name, const char *text)
{
	char marker[64];

	snprintf(marker, sizeof(marker), "%s_text", name);
	page_set(page, marker, text);
}

static void fill_money(struct page *page, const char *name, int64_t minor, const char *currency)
{
	char text[MONEY_SIZE];

	money_plain(text, minor);
	page_set(page, name, text);
	money_text(text, minor, currency);
	fill_text(page, name, text);
}

static void fill_moment(struct page *page, const char *name, int64_t moment)
{
	char text[MOMENT_SIZE];

	if (!moment)
		return;
	moment_iso(text, moment);
	page_set(page, name, text);
	moment_text(text, moment);
	fill_text(page, name, text);
}

/* What the amounts of a thing are in: its own currency, if it has one, else that of what it is a part of. */
static const char *currency_of(const struct field *fields, const void *thing, const char *around)
{
	for (const struct field *field = fields; field->name; field++)
		if (field->type == FIELD_TEXT && !strcmp(field->name, "currency") && field_string(field, thing))
			return field_string(field, thing);
	return around;
}

static void fill_all(struct page *page, const struct field *fields, const void *thing, const char *around);

static void fill_list(struct page *page, const struct field *field, const struct list *list, const char *currency)
{
	for (size_t i = 0; i < list->count; i++)
		fill_all(section(page, field->name), field->of, (const char *)list->rows + i * field->size, currency);
}

static void fill(struct page *page, const struct field *field, const void *thing, const char *currency)
{
	switch (field->type) {
	case FIELD_ID:
	case FIELD_JSON:
	case FIELD_TEXT:   page_set(page, field->name, field_string(field, thing) ? field_string(field, thing) : ""); break;
	case FIELD_INT:    view_number(page, field->name, field_number(field, thing)); break;
	case FIELD_MONEY:  fill_money(page, field->name, field_number(field, thing), currency); break;
	case FIELD_MOMENT: fill_moment(page, field->name, field_number(field, thing)); break;
	case FIELD_FLAG:   view_flag(page, field->name, field_number(field, thing) != 0); break;
	case FIELD_OBJECT: fill_all(section(page, field->name), field->of, field_member(field, thing), currency); break;
	case FIELD_LIST:   fill_list(page, field, field_member(field, thing), currency); break;
	}
}

static void fill_all(struct page *page, const struct field *fields, const void *thing, const char *around)
{
	const char *currency = currency_of(fields, thing, around);

	for (const struct field *field = fields; field->name; field++)
		fill(page, field, thing, currency);
}

void view_fill(struct page *page, const struct field *fields, const void *thing)
{
	fill_all(page, fields, thing, config.currency);
}

void view_notices(struct page *page)
{
	CONFIG_EACH_NOTICE (notice)
		if (notice->banner && config_applies(notice))
			page_set(page_section(page, "notices"), "text", notice->banner);
}
