"""Standard checks of what a model was asked to predict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograder.checks import mutants
from autograder.checks.arguments import ArrayName, Inputs, ModelName, Shape
from autograder.checks.definition import check
from autograder.checks.measures import own_prediction

if TYPE_CHECKING:
    from autograder.checking.student_fixture import StudentWork


@check(
    ko="{prediction}의 모양은 `{shape}`입니다: 테스트 표의 줄마다 한 행이 있습니다.",
    en="{prediction} has the shape `{shape}`: one row for each row of the test table.",
    hint_ko="`print({prediction:raw}.shape)`로 확인해 보십시오. `predict(x_test)`가 돌려주는 "
    "배열을 그대로 두면 됩니다.",
    hint_en="See `print({prediction:raw}.shape)`. The array that `predict(x_test)` returns is "
    "right as it is.",
    visible=True,
    mutants=mutants.PREDICTION_SHAPE,
)
def prediction_shape(student: StudentWork, prediction: ArrayName, shape: Shape) -> None:
    """The array has this shape, whatever numbers are in it."""
    assert student.array(prediction).shape == shape or student.tell_shape(prediction)


@check(
    ko="{prediction:은} {model:이} 테스트 표에 대해 내놓는 값이며, 표의 순서와 같습니다.",
    en="{prediction} holds what {model} gives for the test table, in its order.",
    hint_ko="학습을 마친 뒤에 `{prediction:raw} = {model:raw}.predict(x_test)`를 다시 실행해 "
    "보십시오. 반올림하거나 0과 1로 바꾸지 않으며, 다른 모델의 예측과 섞이지 않았는지도 "
    "살펴보십시오.",
    hint_en="Run `{prediction:raw} = {model:raw}.predict(x_test)` again after training. Do not "
    "round it or turn it into 0 and 1, and see that it is not another model's.",
    visible=True,
    mutants=mutants.PREDICTION_OWN,
)
def prediction_own(
    student: StudentWork, prediction: ArrayName, model: ModelName, table: Inputs
) -> None:
    """The numbers are what the model gives for the table, in its order, whatever their shape."""
    given = student.array(prediction)
    outputs = student.predict(model, table.x, outputs=1)
    own = own_prediction(student.model(model), given, outputs)
    assert own or student.tell_prediction(model, prediction, table.x)
