"""An entity-component-system with three clocks and two loops. It knows no faces."""
