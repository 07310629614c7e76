#include "base/field.h"

#include "base/id.h"
#include "tests/test.h"

struct thing {
	char id[ID_SIZE], other[ID_SIZE];
	const char *title, *hidden;
	int64_t count, price, when, flag;
	struct inner {
		const char *name;
	} inner;
	struct list parts;
};

static const struct field inner_fields[] = {
	{ "name", FIELD_TEXT, offsetof(struct inner, name), SHOWN, NULL, 0 },
	{ 0 }
};

static const struct field fields[] = {
	{ "id",     FIELD_ID,     offsetof(struct thing, id),     STORED | SHOWN, NULL, 0 },
	{ "other",  FIELD_ID,     offsetof(struct thing, other),  SHOWN, NULL, 0 },
	{ "title",  FIELD_TEXT,   offsetof(struct thing, title),  SHOWN, NULL, 0 },
	{ "hidden", FIELD_TEXT,   offsetof(struct thing, hidden), STORED, NULL, 0 },
	{ "count",  FIELD_INT,    offsetof(struct thing, count),  SHOWN, NULL, 0 },
	{ "price",  FIELD_MONEY,  offsetof(struct thing, price),  SHOWN, NULL, 0 },
	{ "when",   FIELD_MOMENT, offsetof(struct thing, when),   SHOWN, NULL, 0 },
	{ "flag",   FIELD_FLAG,   offsetof(struct thing, flag),   SHOWN, NULL, 0 },
	{ "inner",  FIELD_OBJECT, offsetof(struct thing, inner),  SHOWN, inner_fields, 0 },
	{ "parts",  FIELD_LIST,   offsetof(struct thing, parts),  SHOWN, inner_fields, sizeof(struct inner) },
	{ 0 }
};

static struct inner parts[] = { { "a" }, { "b" } };

static struct thing example(void)
{
	return (struct thing){ .id = "0123456789abcdef01234567", .title = "\"T\"", .hidden = "secret", .count = -3, .price = 29999,
	                       .when = 1762942500000, .flag = 1, .inner = { "in" }, .parts = { parts, 2 } };
}

TEST(json_has_the_shown_fields_in_order_and_no_other)
{
	struct text out = text_in(pool);
	struct thing thing = example();

	field_json(&out, fields, &thing);
	ck_assert_str_eq(out.bytes, "{\"id\":\"0123456789abcdef01234567\",\"title\":\"\\\"T\\\"\",\"count\":-3,\"price\":299.99,"
	                 "\"when\":\"2025-11-12T10:15:00.000Z\",\"flag\":true,\"inner\":{\"name\":\"in\"},"
	                 "\"parts\":[{\"name\":\"a\"},{\"name\":\"b\"}]}");
}

TEST(a_field_without_a_value_is_left_out)
{
	struct text out = text_in(pool);

	field_json(&out, fields, &(struct thing){ 0 });
	ck_assert_str_eq(out.bytes, "{\"count\":0,\"price\":0,\"flag\":false,\"inner\":{},"
	                 "\"parts\":[]}");
}

TEST(an_empty_text_is_a_value)
{
	struct text out = text_in(pool);

	field_json(&out, inner_fields, &(struct inner){ "" });
	ck_assert_str_eq(out.bytes, "{\"name\":\"\"}");
}

TEST(a_list_is_an_array)
{
	struct text out = text_in(pool);

	field_json_list(&out, inner_fields, sizeof(struct inner), &(struct list){ parts, 2 });
	field_json_list(&out, inner_fields, sizeof(struct inner), &(struct list){ 0 });
	ck_assert_str_eq(out.bytes, "[{\"name\":\"a\"},{\"name\":\"b\"}][]");
}

int main(void)
{
	return test_run("field", PLAIN);
}
