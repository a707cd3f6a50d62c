"""The libraries beside TensorFlow that students' code may import, by the names of `course.toml`.

``OFFERED`` is what the extra ``keras-autograder[colab]`` installs. The others are known: a course
may allow them where its staff install them, and a stand-in takes their place where they are not.
"""

from __future__ import annotations

import functools
import importlib.util
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from autograder.records import Text, listed, say

EXTRA: Final = "keras-autograder[colab]"
# Name -> the module that is imported.
OFFERED: Final = {
    "pandas": "pandas",
    "scikit-learn": "sklearn",
    "scipy": "scipy",
    "seaborn": "seaborn",
    "tensorboard": "tensorboard",
    "pillow": "PIL",
    "tqdm": "tqdm",
    "h5py": "h5py",
}
KNOWN: Final = OFFERED | {
    "altair": "altair",
    "beautifulsoup4": "bs4",
    "bokeh": "bokeh",
    "gdown": "gdown",
    "graphviz": "graphviz",
    "imageio": "imageio",
    "imbalanced-learn": "imblearn",
    "ipywidgets": "ipywidgets",
    "keras-tuner": "keras_tuner",
    "koreanize-matplotlib": "koreanize_matplotlib",
    "lightgbm": "lightgbm",
    "livelossplot": "livelossplot",
    "mglearn": "mglearn",
    "missingno": "missingno",
    "mlxtend": "mlxtend",
    "networkx": "networkx",
    "nltk": "nltk",
    "opencv-python": "cv2",
    "plotly": "plotly",
    "pydot": "pydot",
    "scikit-image": "skimage",
    "statsmodels": "statsmodels",
    "sympy": "sympy",
    "tabulate": "tabulate",
    "tensorflow-addons": "tensorflow_addons",
    "tensorflow-datasets": "tensorflow_datasets",
    "tensorflow-hub": "tensorflow_hub",
    "umap-learn": "umap",
    "visualkeras": "visualkeras",
    "wandb": "wandb",
    "wordcloud": "wordcloud",
    "xgboost": "xgboost",
}
_ALWAYS: Final = frozenset({"pillow", "h5py"})  # Matplotlib and Keras need them

Allowed = tuple[str, ...] | None  # None: the course names none, so all that is installed


def allowed(libraries: Allowed) -> tuple[str, ...]:
    """Names of the libraries that a course's students may use."""
    return tuple(OFFERED) if libraries is None else libraries


def withheld(libraries: Allowed) -> tuple[str, ...]:
    """Modules of known libraries that a course does not let its students use."""
    if libraries is None:
        return ()
    kept = {*libraries, *_ALWAYS}
    return tuple(module for name, module in KNOWN.items() if name not in kept)


def version_of(library: str) -> str:
    """The installed version of a library, by its name; '' where it is missing."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def install_command(library: str) -> str:
    """What installs a library that is missing."""
    return f"pip install '{EXTRA}'" if library in OFFERED else f"pip install {library}"


@functools.cache
def missing_modules() -> frozenset[str]:
    """Modules of known libraries that are not installed; looked up once."""
    return frozenset(one for one in KNOWN.values() if importlib.util.find_spec(one) is None)


def name_of(module: str) -> str:
    """The library that a module belongs to, by its name: ``scikit-learn`` for ``sklearn``."""
    return next((name for name, one in KNOWN.items() if one == module), module)


def sentence(libraries: Allowed) -> Text:
    """What a statement says of the libraries that students may use."""
    names = ["NumPy", "Matplotlib", *(n for n in allowed(libraries) if n not in _ALWAYS)]
    return say(
        "TensorFlow와 Keras 말고 {names}{names:을/를} 쓸 수 있습니다. 그 밖의 라이브러리는 채점 "
        "환경에 없습니다.",
        "Beside TensorFlow and Keras you may use {names}; no other library is there when your "
        "work is graded.",
        names=listed(names),
    )
