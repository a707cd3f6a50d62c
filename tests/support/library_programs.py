"""Right work on xor-logistic that uses what every Colab has: pandas, scikit-learn, tqdm, …

Each program is the plain one with something of a library in it.
"""

from __future__ import annotations

_HEAD = """\
import numpy as np
import keras
import matplotlib.pyplot as plt
keras.utils.set_random_seed(7)
x_train = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
y_train = np.array([[0], [1], [1], [0]], dtype="float32")
x_test = x_train.copy()
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, activation="sigmoid")])
model.compile(loss="binary_crossentropy", optimizer=keras.optimizers.SGD(0.1))
"""
_FIT = "history = model.fit(x_train, y_train, epochs=500, verbose=0)\n"
_PREDICT = "prediction = model.predict(x_test, verbose=0)\n"
_ANSWERS = "max_accuracy = 0.75\ncan_learn_xor = False\n"


def program(
    *, before: str = "", fit: str = _FIT, between: str = "", predict: str = _PREDICT
) -> str:
    """The plain program with lines before its training and after it, or with others of its own."""
    return f"{_HEAD}{before}\n{fit}{between}\n{predict}{_ANSWERS}"


TABLE = "import pandas as pd\ntable = pd.DataFrame({'a': [0, 0, 1, 1], 'b': [0, 1, 0, 1], 'y': [0, 1, 1, 0]})\n"

# What needs the library: its values reach the training or what is handed in.
NEEDED = {
    "fit-values": program(
        before=TABLE,
        fit="model.fit(table[['a', 'b']].values.astype('float32'), table[['y']].values, epochs=500,"
        " verbose=0)\n",
    ),
    "fit-frame-and-series": program(
        before=TABLE, fit="model.fit(table[['a', 'b']], table['y'], epochs=500, verbose=0)\n"
    ),
    "fit-by-name-with-validation": program(
        before=TABLE,
        fit="x, y = table[['a', 'b']].astype('float32'), table['y']\n"
        "model.fit(x=x, y=y, validation_data=(x, y), epochs=500, verbose=0)\n",
    ),
    "prediction-as-frame": program(
        before="import pandas as pd\n", predict=f"{_PREDICT}prediction = pd.DataFrame(prediction)\n"
    ),
    "prediction-of-a-frame": program(
        before=TABLE,
        predict="prediction = model.predict(table[['a', 'b']].astype('float32'), verbose=0)\n",
    ),
    "prediction-of-a-column": program(
        before="import pandas as pd\n",
        predict="out = pd.DataFrame({'p': model.predict(x_test, verbose=0).ravel()})\n"
        "prediction = out[['p']].convert_dtypes()\n",
    ),
    "split-and-score": program(
        between="from sklearn.metrics import accuracy_score\n"
        "from sklearn.model_selection import train_test_split\n"
        "a, b, c, d = train_test_split(x_train, y_train, test_size=0.5)\n"
        "assert 0 <= accuracy_score(y_train, model.predict(x_train, verbose=0) > 0.5) <= 1\n"
    ),
    "scaled": program(
        before="from sklearn.preprocessing import MinMaxScaler\n"
        "x_train = MinMaxScaler().fit_transform(x_train).astype('float32')\n"
    ),
    "special-functions": program(
        between="from scipy.special import expit\nassert abs(float(expit(0.0)) - 0.5) < 1e-9\n"
    ),
}

# What only shows something: it costs nothing, whether the library is there or not.
DECORATION = {
    "history-plot": program(
        between="import pandas as pd\npd.DataFrame(history.history).plot()\nplt.show()\n"
    ),
    "isinstance": program(
        before="import pandas as pd\ndef rows(table):\n"
        "    return table.values if isinstance(table, (pd.DataFrame, pd.Series)) else table\n",
        fit="history = model.fit(rows(x_train), rows(y_train), epochs=500, verbose=0)\n",
    ),
    "table-shown": program(
        before=f"{TABLE}display(table)\nprint(table.head())\ntable.info()\ntable.describe().T\n"
        "print('rows:', table.shape, table.dtypes)\nprint(f'{table[\"a\"].mean():.2f} on average')\n"
        "table['c'] = table['a'] + 2 * table['b']\ntable.columns = ['x1', 'x2', 'y', 'c']\n"
        "table.sort_values('x1', ascending=False).reset_index(drop=True)\n"
    ),
    "columns-plotted": program(
        between="import pandas as pd\nlog = pd.DataFrame(history.history)\nplt.figure()\n"
        "plt.plot(log['loss'], label='loss')\nplt.plot(log.index, log['loss'])\nplt.legend()\n"
        "fig, ax = plt.subplots()\nax.scatter(log.index, log['loss'])\n"
        "ax.bar(log.index[:5], log['loss'][:5])\nplt.show()\n"
    ),
    "options": program(
        before="import pandas as pd\npd.set_option('display.max_rows', 10)\n"
        "pd.options.display.float_format = '{:.2f}'.format\n"
        "with pd.option_context('display.precision', 3):\n    print(pd.__version__)\n"
    ),
    "seaborn": program(
        before="import seaborn as sns\nsns.set_theme(style='whitegrid')\n",
        between="plt.figure()\nax = sns.lineplot(x=range(500), y=history.history['loss'])\n"
        "ax.set_title('loss')\nplt.show()\nsns.heatmap(np.eye(2), annot=True)\nplt.show()\n",
    ),
    "confusion-heatmap": program(
        between="from sklearn.metrics import confusion_matrix\nimport seaborn as sns\n"
        "cm = confusion_matrix(y_train, model.predict(x_train, verbose=0) > 0.5)\nprint(cm)\n"
        "sns.heatmap(cm, annot=True, fmt='d')\nplt.show()\n"
    ),
    "report-printed": program(
        between="from sklearn.metrics import accuracy_score, classification_report\n"
        "guess = (model.predict(x_train, verbose=0) > 0.5).astype(int)\n"
        "print(classification_report(y_train, guess, zero_division=0))\n"
        "print('accuracy: %s' % accuracy_score(y_train, guess))\n"
        "print(f'accuracy: {accuracy_score(y_train, guess):.3f}')\n"
    ),
    "tqdm": program(
        fit="from tqdm import tqdm, trange\nfor _ in tqdm(range(5), desc='training'):\n"
        "    history = model.fit(x_train, y_train, epochs=100, verbose=0)\n"
        "for number in trange(3):\n    pass\nassert number == 2\n"
    ),
    "tqdm-notebook": program(
        fit="from tqdm.notebook import tqdm\nwith tqdm(total=5) as bar:\n    for _ in range(5):\n"
        "        history = model.fit(x_train, y_train, epochs=100, verbose=0)\n"
        "        bar.set_postfix(loss=history.history['loss'][-1])\n        bar.update(1)\n"
    ),
    "tqdm-auto": program(
        between="from tqdm.auto import tqdm\nimport tqdm as whole\nbar = tqdm([1, 2, 3])\n"
        "assert [n for n in bar] == [1, 2, 3]\nbar.close()\ntqdm.write('done')\n"
        "assert sum(whole.tqdm(range(4))) == 6\n"
    ),
    "pillow": program(
        before="from PIL import Image\nImage.fromarray(np.zeros((4, 4), dtype='uint8')).resize((8, 8))\n"
    ),
    "plotly": program(
        between="import plotly.express as px\nimport plotly.graph_objects as go\n"
        "px.line(x=[1, 2], y=[3, 4]).show()\nfig = go.Figure(go.Scatter(y=[1, 2]))\n"
        "fig.add_trace(go.Scatter(y=[2, 3]))\nfig.update_layout(title='loss')\nfig.show()\n"
    ),
    "h5py": program(between="import h5py\nprint(h5py.__version__)\n"),
    "tensorboard": program(
        fit="board = keras.callbacks.TensorBoard(log_dir='logs/run1', histogram_freq=1)\n"
        "model.fit(x_train, y_train, epochs=500, verbose=0, callbacks=[board])\n"
    ),
    "tensorboard-magics": program(
        before="get_ipython().run_line_magic('load_ext', 'tensorboard')\n"
        "get_ipython().run_line_magic('tensorboard', '--logdir logs')\n"
    ),
    "summary-writer": program(
        fit="import tensorflow as tf\nwriter = tf.summary.create_file_writer('logs')\n"
        "for epoch in range(5):\n"
        "    history = model.fit(x_train, y_train, epochs=100, verbose=0)\n"
        "    with writer.as_default():\n"
        "        tf.summary.scalar('loss', history.history['loss'][-1], step=epoch)\n"
        "        tf.summary.histogram('w', model.get_weights()[0], step=epoch)\n"
        "        tf.summary.image('i', np.zeros((1, 4, 4, 1)), step=epoch)\n"
        "        tf.summary.text('t', 'hello', step=epoch)\nwriter.flush()\nwriter.close()\n"
    ),
    "summary-in-a-function": program(
        fit="import tensorflow as tf\nwriter = tf.summary.create_file_writer('logs')\n"
        "@tf.function\ndef note(value, step):\n    with writer.as_default():\n"
        "        tf.summary.scalar('loss', value, step=step)\n"
        "note(tf.constant(0.5), tf.constant(1, tf.int64))\n"
        "tf.summary.trace_on(graph=True)\ntf.summary.trace_export('graph', step=0)\n" + _FIT
    ),
    "own-tensorboard": program(
        fit="class Board(keras.callbacks.TensorBoard):\n"
        "    def on_epoch_end(self, epoch, logs=None):\n"
        "        logs = dict(logs or {})\n        logs['lr'] = 0.1\n"
        "        super().on_epoch_end(epoch, logs)\n"
        "model.fit(x_train, y_train, epochs=500, verbose=0, callbacks=[Board('logs')])\n"
    ),
    "colab": program(
        before="from google.colab import drive, files, output\ndrive.mount('/content/drive')\n"
        "output.clear()\n",
        between="np.savetxt('loss.csv', history.history['loss'])\nfiles.download('loss.csv')\n",
    ),
    "percent-format": program(
        between="from sklearn.metrics import f1_score\nfrom sklearn import metrics\n"
        "guess = (model.predict(x_train, verbose=0) > 0.5).astype(int)\n"
        "print('f1: %.2f, precision: %5.1f' % (f1_score(y_train, guess), 100 * "
        "metrics.precision_score(y_train, guess, zero_division=0)))\n"
        "print('recall', round(metrics.recall_score(y_train, guess), 3))\n"
    ),
    "image-shown": program(
        between="import pandas as pd\nplt.figure(figsize=(4, 3))\n"
        "plt.imshow(pd.DataFrame(np.eye(3)).corr())\nplt.hist(pd.Series([1, 2, 2, 3]))\nplt.show()\n"
    ),
    "grouped-and-joined": program(
        before=f"{TABLE}table.groupby('y').mean().plot(kind='bar')\nplt.show()\n"
        "pd.concat([table, table], axis=1)\ntable.loc[table['y'] == 1, 'a'].value_counts()\n"
        "table['y'].apply(lambda v: 'on' if v else 'off')\ntable.to_csv('table.csv', index=False)\n"
    ),
    "keyboard-of-widgets": program(
        before="import ipywidgets as widgets\nfrom ipywidgets import interact, IntSlider\n"
        "rate = widgets.FloatSlider(value=0.1, min=0, max=1)\nassert rate.value == 0.1\n"
        "rate.observe(print)\nprint(rate.style, rate.layout)\n"
        "@interact(n=IntSlider(value=3))\ndef show(n):\n    print(n)\n"
    ),
    "progress-of-fit": program(
        fit="from tqdm.keras import TqdmCallback\n"
        "model.fit(x_train, y_train, epochs=500, verbose=0, callbacks=[TqdmCallback(verbose=0)])\n"
    ),
    "hangul-in-plots": program(
        before="import koreanize_matplotlib\n", between="plt.title('손실')\nplt.show()\n"
    ),
    "own-estimator": program(
        before="from sklearn.base import BaseEstimator, ClassifierMixin\n"
        "class Net(BaseEstimator, ClassifierMixin):\n    def __init__(self, epochs=5):\n"
        "        self.epochs = epochs\nassert Net(7).epochs == 7\n"
    ),
    "caught-error": program(
        before="import pandas as pd\ntry:\n    pd.DataFrame({'a': [1]}).head()\n"
        "except pd.errors.EmptyDataError:\n    print('empty')\n"
    ),
    "wrapped-output": program(
        before="import io, sys\nsys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding='utf-8')\n"
        "print('한글', flush=True)\n"
    ),
    "parallel-work": program(
        between="from sklearn.ensemble import RandomForestClassifier\n"
        "from sklearn.model_selection import cross_val_score\nx = np.random.rand(40, 2)\n"
        "y = (x[:, 0] > 0.5).astype(int)\nforest = RandomForestClassifier(5, n_jobs=-1)\n"
        "print(cross_val_score(forest, x, y, cv=3, n_jobs=-1))\n"
    ),
    "picture-shown": program(
        between="from PIL import Image\nImage.fromarray(np.zeros((4, 4), dtype='uint8')).show()\n"
    ),
    "callback-of-hparams": program(
        fit="from tensorboard.plugins.hparams import api as hp\n"
        "model.fit(x_train, y_train, epochs=500, verbose=0, "
        "callbacks=[hp.KerasCallback('logs', {'lr': 0.1})])\n"
    ),
    "callback-of-another-library": program(
        fit="from livelossplot import PlotLossesKeras\n"
        "model.fit(x_train, y_train, epochs=500, verbose=0, callbacks=[PlotLossesKeras()])\n"
    ),
    "server-in-the-notebook": program(
        between="from tensorboard import notebook\nnotebook.list()\n"
        "notebook.start('--logdir logs')\n"
    ),
    "pairs-and-patches": program(
        before=f"{TABLE}import seaborn as sns\nsns.pairplot(table, hue='y')\n"
        "for bar in sns.countplot(x='y', data=table).patches:\n    print(bar.get_height())\n"
    ),
    "styled": program(
        between="import pandas as pd\nlog = pd.DataFrame(history.history)\n"
        "display(log.style.background_gradient())\nlog.tail().style.format('{:.2f}')\n"
    ),
}

# Library -> the end of a program that needs a result of it. None of these is in the extra.
NOT_INSTALLED = {
    "classifier": (
        "lightgbm",
        (
            "import lightgbm as lgb\nfound = lgb.LGBMClassifier().fit(x_train, y_train)\n"
            "prediction = found.predict(x_test)\n"
        ),
    ),
    "optimizer": (
        "tensorflow-addons",
        (
            "import tensorflow_addons as tfa\n"
            "model.compile(loss='mse', optimizer=tfa.optimizers.AdamW(1e-3))\n"
            "prediction = model.predict(x_test)\n"
        ),
    ),
    "loss": (
        "tensorflow-addons",
        (
            "import tensorflow_addons as tfa\nloss = tfa.losses.SigmoidFocalCrossEntropy()\n"
            "model.compile(loss=loss, optimizer='sgd')\nmodel.fit(x_train, y_train, verbose=0)\n"
            "prediction = model.predict(x_test)\n"
        ),
    ),
    "tensor": (
        "opencv-python",
        (
            "import cv2\nimport tensorflow as tf\npicture = cv2.imread('a.png')\n"
            "prediction = tf.constant(picture)\n"
        ),
    ),
    "decision": (
        "statsmodels",
        (
            "import statsmodels.api as sm\nif sm.OLS(y_train, x_train).fit().rsquared > 0:\n"
            "    prediction = model.predict(x_test)\n"
        ),
    ),
    "loop": (
        "networkx",
        (
            "import networkx as nx\nfor node in nx.path_graph(4).nodes:\n"
            "    prediction = model.predict(x_test)\n"
        ),
    ),
    "in-a-function": (
        "xgboost",
        (
            "import xgboost as xgb\ndef train(kind):\n    forest = kind()\n"
            "    return np.array([forest.predict(x_test)])\nprediction = train(xgb.XGBClassifier)\n"
        ),
    ),
    "in-a-dict": ("sympy", "import sympy\nprediction = {1: sympy.sqrt(2)}\n"),
}
