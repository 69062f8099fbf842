"""Options of the whole suite."""


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden pictures anew; look at them before committing",
    )
    parser.addoption("--soak-minutes", type=float, default=30.0, help="length of `-m soak`")
