"""An older commit's shop beside today's: OLD=FOLDER names a clone of it in which `make programs` has run."""
import importlib.util
import os

import machine
import rows
import shop as our

OLD = os.environ.get("OLD", "")


def its_module():
    """The old commit's own bench/lib/shop.py, which knows how its tables are filled."""
    found = importlib.util.spec_from_file_location("shop_of_old", f"{OLD}/bench/lib/shop.py")
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


class OldShop(our.Shop):
    """By its own scripts. Where stock was still a part of products, a view shows it as quotas, so that all are checked alike."""

    def __init__(self, work, name="old", database=None):
        if not os.path.exists(f"{OLD}/build/cgi-bin/orders.fcgi"):
            raise SystemExit(f"bench: OLD={OLD} must be a clone in which make programs has run")
        super().__init__(work, name, "lighttpd", database, BUILD=f"{OLD}/build")
        self.scripts, self.module = f"{OLD}/scripts", its_module()
        self.commit = machine.first_line("git", "-C", OLD, "rev-parse", "--short", "HEAD")

    def start(self):
        super().start()
        if self.database is self:
            self.sql(self.module.users_sql(our.BUYERS) + self.module.products_sql(rows.PRODUCTS) + self.module.special_sql())
            if not self.sql("SHOW TABLES LIKE 'quotas';"):
                self.sql(f"""CREATE VIEW quotas AS SELECT id, quantity AS size, held, sold FROM products;
                    INSERT INTO products (id, user_id, title, price, quantity, created_at)
                    SELECT '{our.FREE}', user_id, title, 0, quantity, created_at FROM products WHERE id = '{our.HOT}';\n""")
        return self

    def another(self, name):
        return OldShop(self.work, name, self)

    def fresh(self):
        self.sql(self.module.fresh_sql() + our.NO_PAYMENTS)
