"""The invented seller: one seed gives products, orders, stock and money that agree."""
