"""Options of the whole suite."""

from hypothesis import settings

# A machine that is shared stalls any example now and then; what must be fast is measured in bench/.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser):
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden pictures anew; look at them before committing",
    )
    parser.addoption("--soak-minutes", type=float, default=30.0, help="length of `-m soak`")
