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

int main(void)
{
	return test_run("titles", CONFIGURED);
}
