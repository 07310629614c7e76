/* Titles beyond ASCII, and the search for their words. */
#include "tests/ask.h"
#include "tests/test.h"

static bool finds(const char *words, const char *id)
{
	return strstr(ask("GET", pool_print(pool, "/api/products?limit=500&q=%s", words))->body, id) != NULL;
}

static struct answer *sell_with(const char *title)
{
	return ask("POST", "/api/products", .as = new_person(), .json = pool_print(pool, "{\"title\":\"%s\",\"price\":1}", title));
}

static const char *sell_titled(const char *title)
{
	struct answer *answer = sell_with(title);

	ck_assert_status(answer, 201);
	return member(answer, "id");
}

TEST(a_title_is_found_in_whatever_form_it_was_typed)
{
	char word[ID_SIZE];
	const char *composed, *decomposed;

	id_new(word);
	composed = sell_titled(pool_print(pool, "%s\xc3\xa9ro", word));
	decomposed = sell_titled(pool_print(pool, "%se\xcc\x81ro", word));
	ck_assert(finds(pool_print(pool, "%s%%C3%%A9ro", word), composed) && finds(pool_print(pool, "%s%%C3%%A9ro", word), decomposed));
	ck_assert(finds(pool_print(pool, "%se%%CC%%81ro", word), composed) && finds(pool_print(pool, "%se%%CC%%81ro", word), decomposed));
}

/* The database compares both forms as equal; whoever reads what the API says may not. */
TEST(a_title_is_kept_in_one_form)
{
	struct answer *answer = sell_with("Cafe\xcc\x81");

	ck_assert_str_eq(member(answer, "title"), "Caf\xc3\xa9");
	ck_assert_str_eq(member(ask("GET", header_of(answer, "Location")), "title"), "Caf\xc3\xa9");
}

/* Hindi, "music in Hindi": the vowels are marks. Cut at them, its letters would be words. */
TEST(marks_belong_to_their_words)
{
	const char *id = sell_titled("\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80 "
	                             "\xe0\xa4\xb8\xe0\xa4\x82\xe0\xa4\x97\xe0\xa5\x80\xe0\xa4\xa4");

	ck_assert(finds("%E0%A4%B8%E0%A4%82%E0%A4%97%E0%A5%80%E0%A4%A4", id));
	ck_assert(!finds("%E0%A4%A4", id));
	ck_assert(!finds("%E0%A4%B9", id));
}

TEST(a_title_of_nothing_visible_is_refused)
{
	static const char *const unseen[] = { "\xe2\x80\x8b\xc2\xa0", "\\u200b\\u00a0", "\\u3164" };

	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		ck_assert_refused(sell_with(unseen[i]), 400, "Title is required", "title");
}

/* Shown, these hide or turn what stands beside them. */
TEST(a_title_has_no_character_that_is_none_of_its_text)
{
	static const char *const wrong[] = { "\\u0001", "\\u007f", "\\u0085", "\\u009b", "\\u2028", "\\u2029", "\\u202a",
		"\\u202b", "\\u202c", "\\u202d",
		"\\u202e", "\\u2066", "\\u2067", "\\u2068", "\\u2069", "\\ufff9", "\\uffff", "\\ufdd0", "\\ud83f\\udffe", "\xe2\x80\xae", "\\n" };

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_refused(sell_with(pool_print(pool, "A %s concert", wrong[i])), 400, "Title is required", "title");
}

/* Marks of direction in Hebrew, joiners of Persian and of pictures, the flag of Wales. */
TEST(a_title_has_what_writing_needs)
{
	static const char *const right[] = { "\\u05d0\\u200f! 12\\u200e", "\\u0645\\u06cc\\u200c\\u062e",
		"\\ud83d\\udc68\\u200d\\ud83c\\udfa4",
		"\\ud83c\\udff4\\udb40\\udc67\\udb40\\udc62\\udb40\\udc77\\udb40\\udc6c\\udb40\\udc73\\udb40\\udc7f", "soft\\u00adhyphen" };

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		sell_titled(right[i]);
}

TEST(the_form_says_what_is_wrong_with_a_title)
{
	struct answer *page = ask("POST", "/products", .as = new_person(), .form = "title=A+%E2%80%AEconcert&price=1");

	ck_assert_status(page, 400);
	ck_assert_contains(page->body, "Title has characters that can&#39;t be shown");
}

int main(void)
{
	return test_run("titles", CONFIGURED);
}
