#include "base/field.h"

#include <string.h>

#include "base/moment.h"
#include "base/money.h"

static void put_money(struct text *out, int64_t minor)
{
	char number[MONEY_SIZE];

	money_json(number, minor);
	text_put(out, number);
}

static void put_moment(struct text *out, int64_t moment)
{
	char iso[MOMENT_SIZE];

	moment_iso(iso, moment);
	text_json(out, iso);
}

static void put_value(struct text *out, const struct field *field, const void *thing)
{
	switch (field->type) {
	case FIELD_ID:
	case FIELD_TEXT:   text_json(out, field_string(field, thing)); break;
	case FIELD_JSON:   text_put(out, field_string(field, thing)); break;
	case FIELD_INT:    text_int(out, field_number(field, thing)); break;
	case FIELD_MONEY:  put_money(out, field_number(field, thing)); break;
	case FIELD_MOMENT: put_moment(out, field_number(field, thing)); break;
	case FIELD_FLAG:   text_put(out, field_number(field, thing) ? "true" : "false"); break;
	case FIELD_OBJECT: field_json(out, field->of, field_member(field, thing)); break;
	case FIELD_LIST:   field_json_list(out, field->of, field->size, field_member(field, thing)); break;
	}
}

static bool has_value(const struct field *field, const void *thing)
{
	switch (field->type) {
	case FIELD_ID:
	case FIELD_TEXT:
	case FIELD_JSON:   return field_string(field, thing);
	case FIELD_MOMENT: return field_number(field, thing);
	default:           return true;
	}
}

void field_json(struct text *out, const struct field *fields, const void *thing)
{
	const char *before = "{\"";

	for (const struct field *field = fields; field->name; field++) {
		if (!(field->flags & SHOWN) || !has_value(field, thing))
			continue;
		text_put(out, before);
		text_put(out, field->name);
		text_put(out, "\":");
		put_value(out, field, thing);
		before = ",\"";
	}
	text_put(out, *before == '{' ? "{}" : "}");
}

static void write_row(struct text *out, const struct field *fields, size_t size, const struct list *list, size_t i)
{
	text_put(out, i ? "," : "[");
	field_json(out, fields, (const char *)list->rows + i * size);
}

void field_json_list(struct text *out, const struct field *fields, size_t size, const struct list *list)
{
	for (size_t i = 0; i < list->count; i++)
		write_row(out, fields, size, list, i);
	text_put(out, list->count ? "]" : "[]");
}

void field_json_page(struct text *out, const struct field *fields, size_t size, struct list *list, size_t bytes)
{
	size_t end;

	for (size_t i = 0; i < list->count; i++) {
		end = out->length;
		write_row(out, fields, size, list, i);
		if (i && out->length >= bytes) {
			out->length = end;
			list->count = i;
			list->more = true;
		}
	}
	text_put(out, list->count ? "]" : "[]");
}
