/*
 * Statements with gaps, which a field table (base/field.h) fills; the table also says what is bound to a statement, and how its rows are
 * read into structs (db_get() and its like, db/db.h). Here too: pieces of SQL that several entities share.
 *
 * Each gap is filled with all fields that have a flag:
 *
 *	{columns}      p.id, p.title, CAST(UNIX_TIMESTAMP(p.sold_at) * 1000 AS SIGNED)   STORED: what a SELECT reads
 *	{names}        title, price                                                     WRITTEN: what an INSERT names,
 *	{marks}        ?, ?                                                                      and its values
 *	{assignments}  p.title = ?, p.price = ?                                         WRITTEN: what an UPDATE sets
 *	{members}      'id', p.id, 'title', p.title, 'price', p.price * 0.01            EVENT_DATA: what JSON_OBJECT() takes
 *
 *	static const char LOAD[] = "SELECT {columns} FROM products p WHERE p.id = ?";
 *	static const char INSERT[] = "INSERT INTO products ({names}, id, user_id) VALUES ({marks}, ?, ?)";
 *
 *	db_get(pool, LOAD, BIND(db_text(id)), product_fields, product);
 *	batch_add(batch, sql_fill(pool, INSERT, product_fields),
 *	          sql_values(pool, product_fields, product, BIND(db_text(product->id), db_text(seller))), 1);
 *
 * db_get(), db_each() and db_page() fill the gaps by themselves.
 */
#ifndef DB_SQL_H
#define DB_SQL_H

#include "db/db.h"

/* The statement with its gaps filled, in the pool; `sql` itself where it has no gaps. */
const char *sql_fill(void *pool, const char *sql, const struct field *fields);

/* The values to bind: the WRITTEN fields of the thing in the order of the table, then the further values. In the pool. */
const struct value *sql_values(void *pool, const struct field *fields, const void *thing, const struct value *further);

/* A JSON array of ids (id_array()), which is bound, as a table `s` with the column `id`. */
#define SET_OF_ORDERS SET_OF_IDS
#define SET_OF_IDS \
	"JSON_TABLE(?, '$[*]' COLUMNS (id CHAR(24) CHARACTER SET ascii COLLATE ascii_bin PATH '$')) s"

/*
 * After the name of a table, in a statement that changes one row or those of a key's beginning. Without it the optimizer may prefer another
 * index, since the statistics of a young table, or of a thing that has just been made, promise few rows there. Each row that is read is
 * locked, so orders that have nothing to do with each other would then wait for each other, and in a ring.
 */
#define BY_PRIMARY_KEY " FORCE INDEX (PRIMARY) "

/* The status of an order at this moment: `overdue` where its time has run out and no program has cancelled it yet. */
#define STATUS_OF(o) "IF(" o ".status = 'created' AND " o ".expires_at <= NOW(3), 'overdue', " o ".status)"

#endif
