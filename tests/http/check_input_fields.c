#include "http/input_fields.h"

#include "http/input.h"
#include "tests/body.h"
#include "tests/test.h"

static struct request *read_of(struct request *request)
{
	ck_assert_msg(input_read(request) == DONE, "refused: %s", request->received.body.bytes);
	return request;
}

struct seat {
	const char *name, *note;
	int64_t row, price, number;
};

static const struct field seat_fields[] = {
	{ "name",   FIELD_TEXT,  offsetof(struct seat, name),  SHOWN, ENTERED(.min = 1, .max = 5, .message = "Name is required") },
	{ "price",  FIELD_MONEY, offsetof(struct seat, price), SHOWN, ENTERED(.message = "Price must be a price") },
	{ "row",    FIELD_INT,   offsetof(struct seat, row),   SHOWN, ENTERED(.min = 1, .max = 9, .message = "Row must be between 1 and 9") },
	{ "number", FIELD_INT,   offsetof(struct seat, number), SHOWN },
	{ "note",   FIELD_TEXT,  offsetof(struct seat, note),   SHOWN, ENTERED(.max = 5, .message = "Note is too long") },
	{ 0 }
};

TEST(fields_are_read_from_json_and_from_a_form)
{
	struct request *both[] = { read_of(json_with("{\"name\":\" Ann \",\"price\":2.5,\"row\":3,\"number\":4}")),
	                           read_of(form_with("name=+Ann+&price=2.5&row=3&number=4")) };

	for (size_t i = 0; i < 2; i++) {
		struct seat seat = { .number = 7 };

		ck_assert(input_fields(both[i], seat_fields, &seat));
		ck_assert_str_eq(seat.name, "Ann");
		ck_assert_int_eq(seat.price, 250);
		ck_assert_int_eq(seat.row, 3);
		ck_assert_int_eq(seat.number, 7);
	}
}

TEST(a_number_left_out_stays_what_it_is)
{
	struct seat seat = { .row = 8 };

	ck_assert(input_fields(read_of(json_with("{\"name\":\"Ann\",\"price\":1}")), seat_fields, &seat));
	ck_assert_int_eq(seat.row, 8);
}

TEST(a_text_that_may_be_left_out_has_no_value_then)
{
	static const char *const notes[] = { "", ",\"note\":\"\"", ",\"note\":\" \"" };

	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		struct seat seat = { .note = "old" };

		ck_assert(input_fields(read_of(json_with(pool_print(pool, "{\"name\":\"Ann\",\"price\":1%s}", notes[i]))), seat_fields, &seat));
		ck_assert_ptr_null(seat.note);
	}
}

TEST(each_broken_rule_of_a_field_has_its_message)
{
	struct request *request = read_of(json_with("{\"name\":\"too long\",\"price\":-1,\"row\":10}"));
	struct seat seat = { 0 };

	ck_assert(!input_fields(request, seat_fields, &seat));
	ck_assert_uint_eq(request->input.error_count, 3);
	for (size_t i = 0; i < 3; i++) {
		ck_assert_str_eq(request->input.errors[i].field, seat_fields[i].name);
		ck_assert_str_eq(request->input.errors[i].message, seat_fields[i].entry->message);
	}
}

int main(void)
{
	return test_run("input_fields", PLAIN);
}
