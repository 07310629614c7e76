/* How a payment is read from the database: for payment.c and payment_row.c, which holds what payment.h says of reading. */
#ifndef MONEY_PAYMENT_ROW_H
#define MONEY_PAYMENT_ROW_H

#define SELECT_PAYMENT "SELECT {columns} FROM payments y JOIN orders o ON o.id = y.order_id "

#endif
