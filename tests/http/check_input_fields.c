#include "http/input_fields.h"

#include "base/config.h"
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

/* The API's messages are fixed; people are told what is wrong with what they typed. */
TEST(a_form_is_told_what_is_wrong_with_what_was_typed)
{
	static const char *const typed[][2] = {
		{ "name=&price=1", "Name is required" },
		{ "name=Annabel&price=1", "Name is too long: it has 7 characters, and 5 fit" },
		{ "name=A%01n&price=1", "Name has characters that can't be shown" },
		{ "name=Ann&price=1&note=abcdef", "Note is too long: it has 6 characters, and 5 fit" },
		{ "name=Ann&price=", "Price is missing: 0 makes it free" },
		{ "name=Ann&price=-1", "Price can't be below 0" },
		{ "name=Ann&price=1,000", "Price 1,000 can be read in two ways: please write it without the comma" },
		{ "name=Ann&price=0.001", "Price can have two decimals at most" },
		{ "name=Ann&price=cheap", "Price must be a number, such as 12.50" },
		{ "name=Ann&price=1000000000", "Price can be 999,999,999.99 at most" },
		{ "name=Ann&price=1&row=x", "Row must be a whole number, such as 3" },
		{ "name=Ann&price=1&row=2.5", "Row must be a whole number, such as 3" },
		{ "name=Ann&price=1&row=-2", "Row must be between 1 and 9" },
		{ "name=Ann&price=1&row=99999999999999999999", "Row must be between 1 and 9" },
	};

	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		struct seat seat = { .row = 1 };
		struct request *request = read_of(form_with(typed[i][0]));

		ck_assert(!input_fields(request, seat_fields, &seat));
		ck_assert_uint_eq(request->input.error_count, 1);
		ck_assert_str_eq(request->input.errors[0].message, typed[i][1]);
	}
}

TEST(the_api_has_one_message_for_each_field)
{
	struct seat seat = { .row = 1 };
	struct request *request = read_of(json_with("{\"name\":\"Annabel\",\"price\":\"12,50\",\"row\":\"x\",\"note\":\"abcdef\"}"));

	ck_assert(!input_fields(request, seat_fields, &seat));
	ck_assert_str_eq(request->input.errors[0].message, "Name is required");
	ck_assert_str_eq(request->input.errors[1].message, "Price must be a price");
	ck_assert_str_eq(request->input.errors[2].message, "Row must be between 1 and 9");
	ck_assert_str_eq(request->input.errors[3].message, "Note is too long");
}

TEST(a_number_may_have_blanks_around_it)
{
	static const char *const typed[] = { "name=Ann&price=+12%2C50+&row=3+", "name=Ann&price=12.50&row=+3", "name=Ann&price=12.5&row=3%09" };

	for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++) {
		struct seat seat = { .row = 1 };

		ck_assert(input_fields(read_of(form_with(typed[i])), seat_fields, &seat));
		ck_assert_int_eq(seat.row, 3);
		ck_assert_int_eq(seat.price, 1250);
	}
}

TEST(a_price_must_suit_the_currency)
{
	struct seat seat = { .row = 1 };
	struct request *request = read_of(form_with("name=Ann&price=1.50"));

	config.currency = "JPY";
	ck_assert(!input_fields(request, seat_fields, &seat));
	ck_assert_str_eq(request->input.errors[0].message, "Price must be whole: JPY has no smaller unit");
}

int main(void)
{
	return test_run("input_fields", PLAIN);
}
