site-name = Область
site-region = цифрові послуги області
skip = До змісту
demo-strip = Це демонстрація: люди й установи вигадані, дані можна змінювати.
menu = Меню
menu-queue = Мої завдання
menu-services = Послуги
menu-cases = Мої справи
menu-registers = Реєстри
menu-dashboard = Показники
menu-journal = Журнал
other-language = English
sign-in = Увійти
sign-out = Вийти
close = Закрити
choose = Виберіть
yes = так
no = ні
save = Зберегти
find = Знайти
optional = (необов’язково)
date-shape = ДД.ММ.РРРР
footer-about = Про платформу
footer-design = Система дизайну
theme-auto = Тема: як у пристрої
theme-light = Тема: світла
theme-dark = Тема: темна
theme-contrast = Тема: висока контрастність
density-roomy = Щільність: вільна
density-dense = Щільність: щільна
keys-title = Клавіші
keys-search = до пошуку
keys-down = наступний рядок
keys-up = попередній рядок
keys-help = ця довідка
pages = Сторінки списку
next-page = Наступна сторінка
to-be-confirmed = потребує підтвердження юриста

home-title = Що ви хочете зробити?
home-services = Подайте заяву онлайн і стежте за нею.
home-cases = Стан ваших заяв і рішення за ними.
home-queue = Справи, які чекають на вас, за строком.
home-registers = Знайдіть запис, завантажте список.
home-dashboard = Скільки заяв розглянуто і чи вчасно.
home-journal = Переконайтеся, що записи ніхто не змінив.

about-title = Про платформу
about-lead = Тут мешканці подають заяви, посадовці їх розглядають, а кожну цифру можна перевірити.
about-not-title = Чим платформа не є
about-not-1 = Вона не замінює юриста: строки й підстави, позначені «потребує підтвердження», ще не звірено з чинним актом.
about-not-2 = Вхід за паролем не є кваліфікованою ідентифікацією, а натискання кнопки не є кваліфікованим електронним підписом.
about-not-3 = Журнал показує, що записи змінили в обхід програми. Проти того, хто має і базу, і ключі, допоможе лише контрольна точка, яку зберігають деінде.
about-data-title = Ваші дані
about-data = Кожне читання ваших персональних даних посадовцем записано в журнал із метою. Заяву бачать лише ви та установи, які її розглядають.

login-title = Вхід
login-login = Логін
login-password = Пароль
login-enter = Увійти
login-wrong = Логін або пароль не підходять. Перевірте розкладку клавіатури та спробуйте ще раз.
login-demo = Демонстраційні облікові записи
login-demo-help = Пароль в усіх облікових записів і їхніх ключів один: його надруковано в терміналі, де запущено демонстрацію.

services-all = Усі послуги
service-unavailable = Подати заяву ще не можна: у цій області не призначено установу, яка надає послугу.
apply = Подати заяву
term-calendar = { $count ->
    [one] до { $count } календарного дня
   *[other] до { $count } календарних днів
  }
term-working = { $count ->
    [one] до { $count } робочого дня
   *[other] до { $count } робочих днів
  }
term-months = { $count ->
    [one] до { $count } місяця
   *[other] до { $count } місяців
  }
term-hours = { $count ->
    [one] до { $count } години
   *[other] до { $count } годин
  }
term-day-of-next-month = до { $count } числа наступного місяця
card-term = Строк
card-fee = Вартість
card-delivery = Як отримати результат
card-provider = Хто вирішує
card-centres = Де подати особисто
card-documents = Що потрібно
card-steps = Як це відбувається
card-step-submit = Ви подаєте заяву онлайн або в центрі
card-refusals = Чому можуть відмовити
card-basis = Правові підстави

apply-title = Заява
apply-as = Заявник: { $name }. Номер і строк ви побачите одразу після подання.
apply-centre = Центр, який прийме заяву
apply-centre-missing = Виберіть центр, який прийме заяву
apply-submit = Подати заяву
errors-title = { $count ->
    [one] Виправте { $count } поле
    [few] Виправте { $count } поля
   *[other] Виправте { $count } полів
  }

cases-none = Тут будуть ваші заяви. Поки що жодної.
cases-begin = Вибрати послугу
cases-count = Справ
case-title = Справа { $number }
case-number = Номер
case-service = Послуга
case-state = Стан
case-due = Строк
case-submitted = Подано
case-decided = Вирішено
case-days = Днів
case-decided-on = вирішено { $date }
case-applicant = Заявник
case-application = Заява
case-history = Хід справи
case-refused = У послузі відмовлено
case-appeal = Ви можете оскаржити рішення в установі вищого рівня або в суді.
case-appeal-court = Ви можете оскаржити рішення в суді.
case-result = Відкрити виданий документ
case-why-date = Чому саме ця дата
submitted-title = Заяву подано
submitted-number = Її номер – { $number }. Запишіть його або збережіть цю сторінку.
submitted-next = Ми перевіримо документи й ухвалимо рішення до { $date }. Стан видно на цій сторінці.
step-submitted = Заяву подано
step-waiting = Очікує: { $task }
due-by = до { $date }
due-today = сьогодні останній день
due-left = { $days ->
    [one] залишився { $days } робочий день
    [few] залишилося { $days } робочі дні
   *[many] залишилося { $days } робочих днів
  }
due-late = { $days ->
    [one] прострочено на { $days } робочий день
    [few] прострочено на { $days } робочі дні
   *[many] прострочено на { $days } робочих днів
  }

queue-empty = Завдань немає. Щойно заява надійде до вашої установи, вона з’явиться тут.
queue-back = До списку завдань
decision-grounds = Підстава для відмови
decision-grounds-none = Підстави для відмови немає
decision-grounds-missing = Щоб відмовити, виберіть підставу
decision-note = Пояснення
decision-note-help = Його побачать заявник і посадовці.
decision-note-missing = Поясніть рішення: що саме не так і що заявникові робити
decision-note-long = Пояснення має бути не довшим за 4 000 знаків
changed-title = Поки ви працювали, тут дещо змінилося
changed-task = Це завдання вже виконав хтось інший. Нижче – теперішній стан справи.
changed-your-note = Ваше пояснення, яке не збережено:
changed-record = Запис змінено { $when }. Перевірте відмінності: якщо збережете ще раз, діятимуть ваші значення.
changed-field = Поле
changed-was = Було у вас на екрані
changed-is = Зараз
changed-yours = Ви ввели

list-count = { $count ->
    [one] { $shown } запис
    [few] { $shown } записи
   *[many] { $shown } записів
  }
list-many = понад { $count } записів
list-empty = У реєстрі ще немає записів.
list-nothing-found = За такими умовами нічого не знайдено.
list-wrong-filter = Одну з умов не вдалося прочитати, тому показано всі записи. Перевірте дати й числа.
download-csv = Завантажити CSV
download-json = Завантажити JSON
filter = Застосувати
filter-any = Будь-що
filter-from = від
filter-until = до
record-new = Внести запис
record-edit = Змінити запис
record-number = Номер
record-state = Стан
record-case = Справа, за якою створено запис
record-history = Історія
history-version = Версія
history-when = Коли
history-what = Що
history-difference = Відмінності
history-who = Хто
history-first = перша версія

dashboard-lead = Кожна цифра відкриває записи, з яких її пораховано, і рахується з них ще раз.
indicator-cases-by-state = Справи за станом
indicator-cases-by-state-definition = Скільки справ зараз у кожному стані.
indicator-share-in-time = Вирішено вчасно
indicator-share-in-time-definition = Частка справ, вирішених не пізніше останнього дня строку, серед усіх вирішених.
indicator-median-days = Медіана розгляду
indicator-median-days-definition = Половину справ вирішено за стільки календарних днів або швидше – від подання до рішення.
unit-days = { $count ->
    [one] день
    [few] дні
   *[many] днів
  }
unit-days-part = дня
figure-rows = Записи
figure-none = Ще немає з чого рахувати.
figure-agrees = { $count ->
    [one] Пораховано ще раз з { $count } запису: збігається.
   *[other] Пораховано ще раз з { $count } записів: збігається.
  }
figure-differs = { $count ->
    [one] Пораховано ще раз з { $count } запису: НЕ збігається. Повідомте адміністратора платформи.
   *[other] Пораховано ще раз з { $count } записів: НЕ збігається. Повідомте адміністратора платформи.
  }

journal-lead = Кожну дію записано в ланцюг: запис містить відбиток попереднього, тому змінити, вилучити чи переставити щось непомітно не можна.
journal-checkpoints = Контрольні точки
journal-checkpoints-help = Контрольна точка – це підписаний стан журналу. Збережіть її в себе: вона викриє, якщо кінець журналу відріжуть.
journal-no-checkpoints = Контрольних точок ще немає.
journal-key = Ключ, яким їх підписано (Ed25519):
journal-download = Завантажити останню контрольну точку
journal-entries = Останні записи
journal-operator = Записи з повним змістом
journal-seq = №
journal-signed = Підписано
journal-hash = Відбиток
journal-body = Зміст
act-case-submit = Подано заяву
act-case-task = Виконано завдання у справі
act-record-create = Внесено запис
act-record-change = Змінено запис
act-record-erase = Стерто закриті дані
act-personal_data-read = Прочитано персональні дані
act-session-begin = Вхід
act-account-password = Установлено пароль
act-token-issue = Видано ключ API
act-journal-checkpoint = Підписано контрольну точку
act-region-seed = Створено демонстраційну область

error-id = Код помилки для оператора:
password-show = Показати, що введено
error-home = На головну
error-not-found-title = Сторінки не знайдено
error-not-found-help = Перевірте адресу. Можливо, справу чи запис вам бачити не дозволено.
error-sign-in-title = Спершу увійдіть
error-sign-in-help = Ця дія доступна після входу.
error-bad-token-title = Ключ API не підходить
error-bad-token-help = Ключ невідомий або відкликаний. Видайте новий.
error-not-permitted-title = Немає доступу
error-not-permitted-help = Ваша посада не дає такого права. Зверніться до керівника своєї установи.
error-own-case-title = Власну справу не вирішують
error-own-case-help = Заявник – ви самі, тож рішення має ухвалити інша посадова особа.
error-stale-form-title = Форма застаріла
error-stale-form-help = Сеанс закінчився або сторінку відкрито надто давно. Поверніться назад, скопіюйте введене, оновіть сторінку й надішліть ще раз.
error-bad-request-title = Запит не зрозумілий
error-bad-request-help = Поверніться назад і спробуйте ще раз.
error-invalid-title = Деякі поля заповнено неправильно
error-invalid-help = Виправте позначені поля.
error-key-reused-title = Цю форму вже надіслано з іншим змістом
error-key-reused-help = Відкрийте форму заново, щоб подати ще одну заяву.
error-conflict-title = Поки ви працювали, тут дещо змінилося
error-conflict-help = Поверніться назад, оновіть сторінку та перевірте зміни.
error-duplicate-title = Таке значення вже є
error-duplicate-help = Два записи не можуть мати однакове значення цього поля.
error-too-large-title = Завеликий запит
error-too-large-help = Скоротіть текст і спробуйте ще раз.
error-no-body-title = Послуга поки недоступна
error-no-body-help = У цій області не призначено установу, яка має це робити. Повідомте адміністратора платформи.
error-unavailable-title = База даних не відповідає
error-unavailable-help = Нічого не записано. Спробуйте за хвилину.
error-unknown-outcome-title = Невідомо, чи збережено
error-unknown-outcome-help = Зв’язок із базою обірвався під час збереження. Надішліть ту саму форму ще раз: другої справи не буде.
error-full-title = На сервері закінчилося місце
error-full-help = Нічого не записано. Повідомте адміністратора платформи.
error-internal-title = Сталася помилка
error-internal-help = Ми вже знаємо про неї з журналу. Спробуйте ще раз пізніше.

field-required = Заповніть поле «{ $title }»
field-control-characters = «{ $title }»: є невидимі знаки, яких не можна зберегти. Введіть текст уручну
field-too-long = «{ $title }»: щонайбільше { $max } знаків, тут { $got }
field-one-line = «{ $title }»: має бути один рядок
field-wrong-type = «{ $title }»: значення не того типу
field-not-whole = «{ $title }»: має бути ціле число
field-not-a-number = «{ $title }»: має бути число, наприклад 12,5
field-too-precise = «{ $title }»: щонайбільше { $scale } цифри після коми
field-too-small = «{ $title }»: не менше ніж { $min }
field-too-large = «{ $title }»: не більше ніж { $max }
field-not-a-date = «{ $title }»: такої дати немає. Введіть день, місяць і рік, наприклад 14.03.2026
field-not-an-instant = «{ $title }»: введіть дату й час, наприклад 2026-03-14T14:05
field-not-yes-no = «{ $title }»: виберіть «так» або «ні»
field-not-a-choice = «{ $title }»: виберіть один із варіантів
field-edrpou-length = Код ЄДРПОУ має 8 цифр, тут { $got }. Перевірте, чи не пропущено нуль на початку
field-edrpou = Код ЄДРПОУ неправильний: не збігається контрольна цифра. Звірте його з випискою
field-rnokpp-length = РНОКПП має 10 цифр, тут { $got }. Перевірте, чи не пропущено нуль на початку
field-rnokpp = РНОКПП неправильний: не збігається контрольна цифра. Звірте його з карткою
field-katotth-length = Код КАТОТТГ має літери UA і 17 цифр, тут цифр { $got }
field-katotth = Код КАТОТТГ має літери UA (латинкою) і 17 цифр
field-phone = Номер телефону неправильний. Введіть, наприклад, 067 123 45 67
field-email = Адреса електронної пошти неправильна. Введіть, наприклад, olena@example.com
field-duplicate = Таке значення вже є в іншому записі
field-unknown = Такого поля в реєстрі немає
field-before-today = «{ $title }»: дата вже минула

design-lead = Складники, з яких зроблено кожну сторінку, з їхніми станами.
design-colours = Кольори
design-accent = головна дія
design-raised = тло
design-soon = скоро строк
design-late = прострочено, помилка
design-done = виконано
design-text = текст
design-type = Шрифт
design-buttons = Кнопки
design-refuse = Відмовити
design-states = Стани та строки
design-state-plain = на розгляді
design-state-late = відмовлено
design-state-done = видано
design-notices = Повідомлення
design-notice = Ми перевіримо документи до 14 березня.
design-fields = Поля форми
design-table = Таблиця
design-chart = Діаграма з таблицею

case-withdrawn-on = відкликано { $date }
case-waiting-until = очікуємо заявника до { $date }
case-term-citation = Підстава: { $citation }
question-title = Потрібне ваше виправлення
question-waiting = Заявника попросили виправити заяву
question-until = Відповісти можна до { $date }. Поки чекаємо, строк розгляду не рахується.
question-answer = Виправити заяву
ask-title = Попросити виправити заяву
ask-help = Строк розгляду зупиниться і піде далі наступного дня після відповіді.
ask-message = Що не так і що зробити
ask-message-help = Це прочитає заявник. Пишіть так, щоб було ясно з першого разу.
ask-message-missing = Напишіть, що саме треба виправити
ask-fields = Що можна змінити
ask-fields-help = Якщо нічого не позначити, заявник зможе змінити всю заяву.
ask-until = До якого дня чекаємо
ask-too-soon = Закон дає заявникові щонайменше до { $date }
ask-send = Надіслати запит
answer-title = Виправте заяву
answer-reply = Що передати посадовцеві
answer-send = Надіслати виправлення
withdraw-link = Відкликати заяву
withdraw-title = Відкликати заяву?
withdraw-words = Справу { $number } буде закрито без рішення. Подати нову заяву можна будь-коли.
withdraw-do = Так, відкликати
withdraw-keep = Ні, залишити
extend-title = Продовжити строк
extend-days = Скільки календарних днів усього, найбільше { $cap }
extend-working-days = Скільки робочих днів усього, найбільше { $cap }
extend-months = Скільки місяців усього, найбільше { $cap }
extend-reason = Чому; це прочитає заявник
extend-reason-missing = Поясніть, чому потрібно більше часу
extend-impossible = Закон не дозволяє такого строку
extend-do = Продовжити
step-asked = Заявника попросили виправити заяву до { $date }
step-answered = Заяву виправлено
step-extended = Строк продовжено
step-withdrawn = Заяву відкликано
term-calendar-before = за { $count ->
    [one] { $count } календарний день
    [few] { $count } календарні дні
   *[many] { $count } календарних днів
} до події
term-working-before = за { $count ->
    [one] { $count } робочий день
    [few] { $count } робочі дні
   *[many] { $count } робочих днів
} до події
extension-none = не продовжується
extension-days = усього до { $count ->
    [one] { $count } календарного дня
   *[many] { $count } календарних днів
}
extension-working-days = усього до { $count ->
    [one] { $count } робочого дня
   *[many] { $count } робочих днів
}
extension-months = усього до { $count ->
    [one] { $count } місяця
   *[many] { $count } місяців
}
menu-terms = Строки
terms-title = Строки, установлені законом
terms-lead = За цими строками рахуються справи. Справа рахується за строком, чинним у день, коли її подано.
terms-code = Код
terms-count = Строк
terms-extension = Продовження
terms-citation = Підстава
terms-from = Діє з
terms-built-in = від початку
terms-calendar = Робочий календар
amend-title = Змінити строк
amend-help = Зміна діє для справ, поданих від указаного дня. Давніші справи рахуються, як рахувалися.
amend-valid-from = Діє з (ДД.ММ.РРРР)
amend-count = Скільки одиниць
amend-extension-count = Найбільше разом із продовженням; порожньо – не продовжується
amend-citation = Акт і стаття
amend-reason = Чому змінюємо
amend-certain = Звірено з чинним текстом акта
amend-do = Зберегти зміну
amend-text = Напишіть це словами, не довше за { $max } знаків
amend-count-wrong = Напишіть ціле число від 1 до 3660
amend-twice = Для цього дня зміну вже внесено
amend-day = День (ДД.ММ.РРРР)
amend-work-day = Куди перенесено робочий день (ДД.ММ.РРРР); лише для перенесення
calendar-day = День
calendar-what = Що змінюється
calendar-change = Змінити календар
calendar-moved = вихідний; робочим стає { $date }
calendar-now = Зараз: { $regime }.
calendar-lead = Від цього залежить, які дні робочі: строки у робочих днях і перенесення кінця строку рахуються за правилами того дня.
calendar-kind-peacetime = Від цього дня – мирний час
calendar-kind-martial-law = Від цього дня – воєнний стан
calendar-kind-transfer = Перенести робочий день
regime-peacetime = мирний час: святкові дні вихідні
regime-martial-law = воєнний стан: святкових днів немає
field-unzr = УНЗР має вигляд 19850214-01234: дата народження і п’ять цифр. Перевірте, чи все переписано
field-iban = IBAN має вигляд UA і 27 цифр. Перевірте, чи всі цифри на місці
field-cadastral = Кадастровий номер має вигляд 1234567890:12:345:6789. Перевірте, чи все переписано
act-case-ask = Попросили виправити заяву
act-case-answer = Виправлено заяву
act-case-extend = Продовжено строк
act-case-withdraw = Відкликано заяву
act-term-amend = Змінено строк
act-calendar-change = Змінено робочий календар

apply-progress = Крок { $step } з { $steps }
apply-next = Далі
apply-save = Зберегти й продовжити пізніше
apply-change = Змінити
apply-check-title = Перевірте відповіді
not-given = не вказано
draft-saved = Чернетку збережено { $when }. Вона чекатиме 30 днів.
draft-kept = Чернетку збережено
draft-discard = Стерти чернетку й почати спочатку
drafts-title = Чернетки
drafts-continue = продовжити

field-in-future = { $title }: цей день ще не настав. Перевірте рік
field-before-birth = Реєстрація не може бути раніше за народження
field-before-start = Кінець не може бути раніше за початок
case-found = Що кажуть реєстри
case-found-nothing = нічого не знайдено
case-conditions = Умови
condition-met = так
condition-unmet = ні
case-issued = Що видано
act-payment-list = Складено відомість на виплату

case-bundle = Разом із цією справою за подією «{ $event }» розпочато:
event-starts = Однією заявою ви розпочнете
events-title = Життєві події
services-title = Послуги

search-label = Що ви шукаєте
search-title = Пошук
search-none = Нічого не знайдено. Спробуйте інше слово.
search-maybe = Можливо, ви шукали:
search-found = { $count ->
    [one] Знайдено { $count } сторінку
    [few] Знайдено { $count } сторінки
   *[many] Знайдено { $count } сторінок
}
search-many = Знайдено понад { $count }, спершу найновіші
search-kind-service = Послуга
search-kind-life-event = Життєва подія
search-kind-register = Реєстр
search-kind-record = Запис реєстру

menu-desk = Прийом заяв
desk-lead = Виберіть послугу: заява на одній сторінці, після неї квитанція.
desk-keys = Tab – наступне поле, пробіл – вибрати, Ctrl+Enter – зареєструвати.
desk-centre = Центр
desk-documents = Подані документи
desk-take = Зареєструвати
person-family-name = Прізвище
person-given-name = Ім’я
person-patronymic = По батькові
person-rnokpp = РНОКПП
person-phone = Телефон
person-missing = «{ $title }»: впишіть, як у документі
person-long = «{ $title }»: не довше за { $max } знаків
person-other-name = За цим РНОКПП записано інше прізвище. Перевірте номер і прізвище за документом
keys-send = надіслати форму
receipt-title = Квитанція до справи { $number }
receipt-code = Штрихкод { $code }
receipt-centre = Хто прийняв
receipt-next = Що далі
receipt-another = Наступна заява
receipt-case = До справи
receipt-open = Квитанція для друку
receipt-print = Щоб надрукувати, натисніть Ctrl+P.
rate-title = Оцініть послугу
rate-satisfaction = Наскільки ви задоволені: від 1 (зовсім ні) до 5 (повністю)
rate-loyalty = Чи порадите цей спосіб іншим: від 0 (ні) до 10 (так)
rate-effort = Чи було легко: від 1 (важко) до 5 (легко)
rate-visits = Скільки разів довелося приходити
rate-waited = Скільки хвилин чекали в черзі
rate-comment = Що покращити
rate-send = Надіслати оцінку
rate-thanks = Дякуємо, вашу оцінку записано: { $given } з 5.
rate-wrong = Виберіть число від { $least } до { $most }
quality-title = Якість послуг за місяцями
quality-open = Відкрити показники якості
quality-lead = Показники для національного моніторингу якості адміністративних послуг. Рахуються за місяцем рішення.
quality-none = Рішень ще немає.
quality-month = Місяць
quality-decided = Рішень
quality-in-time = Вчасно, %
quality-ratings = Оцінок
quality-loyalty = Індекс лояльності
quality-satisfaction = Задоволеність, 1–5
quality-visits = Візитів
quality-appeals = Скарг
act-case-rate = Оцінено послугу
queue-done = Готово: справа { $number } пішла далі.

menu-notices = Сповіщення
notices-none = Сповіщень ще немає. Тут буде все, що відбувається з вашими справами.
notices-how = Як вас сповіщати
notices-quiet = Уночі, з 21:00 до 8:00, ми нічого не надсилаємо.
notices-email = Електронною поштою
notices-sms = Коротким повідомленням (SMS)
notices-lang = Мова повідомлень
notice-submitted-subject = Заяву зареєстровано: { $number }
notice-submitted-body = Послуга: { $service }. Відповідь буде до { $due }.
notice-question-subject = Потрібне ваше виправлення: { $number }
notice-question-body = Послуга: { $service }. Виправте заяву до { $until }: що саме, написано у справі.
notice-extended-subject = Строк продовжено: { $number }
notice-extended-body = Послуга: { $service }. Відповідь буде до { $due }.
notice-granted-subject = Рішення ухвалено: { $number }
notice-granted-body = Послуга: { $service }. Рішення позитивне. Результат – на сторінці справи.
notice-refused-subject = Рішення ухвалено: { $number }
notice-refused-body = Послуга: { $service }. У послузі відмовлено. Причина й те, як оскаржити, – на сторінці справи.
notice-foot = Це повідомлення надіслано автоматично. Змінити, як вас сповіщати, можна на сторінці «Сповіщення».
delivery-title = Журнал доставки повідомлень
delivery-lead = Що надіслано, що чекає і що повернулося. Адрес і текстів тут немає.
delivery-none = Ще нічого не надсилали.
delivery-id = Повідомлення
delivery-channel = Канал
delivery-state = Стан
delivery-attempts = Спроб
delivery-changed = Змінено
delivery-detail = Відповідь сервера
delivery-waiting = чекає
delivery-next = наступна спроба { $when }
delivery-sent = передано
delivery-refused = повернуто
delivery-given-up = не вдалося за три дні
act-notice-choose = Вибрано спосіб сповіщення

documents-title = Документи
documents-lead = Сфотографуйте або додайте файл до кожного документа. Файли збережено разом із чернеткою.
documents-back = Готово, повернутися до заяви
apply-documents = { $count ->
    [0] Додати документи
   *[other] Документи: { $count }
}
files-title = Документи справи
file-choose = Файл
file-add = Додати файл
file-help = { $known }; до { $max } МБ
file-send = Додати
file-sending = Надсилаємо файл
file-remove = Прибрати
file-download = Завантажити
file-page = Сторінка { $page } з { $pages }
file-previous = Попередня
file-next = Наступна
file-picture = { $name }, сторінка { $page }
file-no-picture = Для файлів цього виду перегляду немає. Завантажте файл, щоб відкрити його у своїй програмі.
file-too-large = Файл більший за { $max } МБ. Зменште його або розділіть на частини
file-too-many = Файлів уже стільки, скільки можна. Приберіть зайві або об’єднайте їх в один
file-empty = Файл не вибрано або він порожній. Виберіть файл
file-broken = Файл не надійшов до кінця. Надішліть його ще раз
file-lost = Збережений файл зник або змінився. Ми записали це; зверніться до установи, щоб подати файл ще раз
file-kind = Файли виду «{ $kind }» ми не приймаємо. Збережіть документ як один із: { $known }
file-mismatch = За назвою це { $said }, а всередині інше ({ $found }). Збережіть документ у правильному форматі
file-encrypted = Цей PDF захищено паролем. Збережіть копію без пароля й додайте її
file-damaged = Файл пошкоджено: його не вдається відкрити. Збережіть його ще раз і додайте
file-malware = Антивірус знайшов у файлі шкідливу програму, тому файл не прийнято. Перевірте свій пристрій і додайте чистий файл
size-bytes = { $count } Б
size-kilobytes = { $count } КБ
size-megabytes = { $count } МБ
error-file-title = Файл не прийнято
error-file-help = Поверніться й виберіть інший файл.
error-file-lost-title = Файл недоступний
error-file-lost-help = Збережений файл зник або змінився. Ми записали це; зверніться до установи.
act-case-attach = Додано файл до справи

document-check = Перевірити, що документ справжній: { $url } або код { $code } на сторінці «Перевірити документ».
document-subtitle = Рішення № { $number } від { $date }
document-decision = Рішення
document-decided-by = Рішення ухвалено
document-appeal = Як оскаржити
document-card = Інформаційна картка послуги
document-page = сторінка
document-open = Рішення у PDF
document-kind-decision = рішення
document-kind-receipt = квитанція
receipt-number = Код квитанції
card-pdf = Інформаційна картка у PDF
check-title = Перевірити документ
check-lead = Введіть код із документа. Сторінка підтвердить номер, дату й відбиток файла; відомостей про людей тут немає.
check-yes = Документ справжній
check-compare = Порівняйте номер і дату з тими, що на документі. Відбиток SHA-256 збігається лише з незміненим файлом.
check-no = Документа з таким кодом немає
check-no-help = Перевірте, чи правильно переписано код. Якщо правильно, цей документ видали не ми.
check-kind = Документ
check-date = Дата
check-code = Код документа
check-do = Перевірити
act-document-issue = Видано документ

resume-title = Ваш сеанс закінчився
resume-kept = Увійдіть, і форма продовжиться з того самого місця: усе введене збережено.
resume-go-title = Ви увійшли
resume-go-words = Те, що ви ввели до входу, збережено. Натисніть, щоб надіслати.
resume-go = Продовжити

hand-title = Хто працює зі справою
hand-has = { $name }
hand-to = Кому передати
hand-nobody = нікому
hand-do = Передати
return-note = Чому повертаєте на попередній етап
return-note-missing = Поясніть, що треба зробити на попередньому етапі
return-do = Повернути на попередній етап
step-returned = Повернуто на попередній етап
queue-mine = у вас у роботі
queue-taken = у колеги в роботі
load-title = Навантаження
load-body = Установа
load-role = Хто виконує
load-who = У кого в роботі
load-open = Відкритих
load-overdue = Прострочених
load-waiting = Чекають заявника
role-administrator = адміністратор
role-specialist = спеціаліст
role-head = керівник
role-operator = оператор
deputy-title = Заступники
deputy-lead = Поки вас немає, призначте того, хто матиме повноваження вашої посади – або передайте колезі завдання лише деяких послуг. Призначення діє в указані дні, припинити його можна будь-коли.
deputy-name = Призначити заступника
deputy-who = Хто
deputy-position = Посада
deputy-days = Дні
deputy-basis = Підстава, наприклад наказ
deputy-login = Логін заступника
deputy-from = З якого дня (ДД.ММ.РРРР)
deputy-until = По який день (ДД.ММ.РРРР)
deputy-do = Призначити
deputy-services-label = Лише завдання таких послуг (якщо нічого не позначено – уся посада)
deputy-services = лише послуги: { $services }
deputy-whole = уся посада
deputy-no-position = Завдання передають посадовцям, а ця людина не має посади
deputy-end = Припинити
deputy-ended = припинено до початку
deputy-no-account = Такого логіна немає
deputy-oneself = Не можна заступати самого себе
deputy-wrong-days = Дні мають бути від сьогодні, кінець не раніше за початок і не далі ніж через рік
process-title = Технологічна картка
process-number = №
process-step = Етап
process-body = Установа або підрозділ
process-role = Хто відповідає
process-part = Участь
process-days = Днів
process-register = Прийняти й зареєструвати заяву
process-intake = центр, який прийняв заяву
process-centres = Де приймають заяви
process-appeal = Рішення, дії чи бездіяльність можна оскаржити в установі вищого рівня або в суді.
participation-performs = виконує (В)
participation-takes-part = бере участь (У)
participation-agrees = погоджує (П)
participation-approves = затверджує (З)
act-case-assign = Передано завдання
act-case-return = Повернуто на попередній етап
act-deputy-name = Призначено заступника
act-deputy-end = Припинено повноваження заступника

# Представництво й оскарження
error-own-decision-title = Скаргу на власне рішення не вирішують
error-own-decision-help = Ви брали участь у рішенні, яке оскаржують, тож скаргу має вирішити інша посадова особа.
date-wrong = Такої дати немає. Введіть день, місяць і рік, наприклад 14.03.2026
case-representative = Представник
case-reopened-on = Рішення скасовано за скаргою { $date }: строк рахують знову від цього дня.
organisation-code = код ЄДРПОУ { $code }
organisation-title = Повна назва організації
organisation-edrpou = Код ЄДРПОУ
step-forwarded = Переслано за належністю
step-reopened = Рішення скасовано за скаргою, справу розглядають знову
forward-title = Переслати за належністю
forward-help = Якщо вирішувати має інший орган. Строк почнеться знову з дня, коли він отримає справу; заявник дізнається про це одразу.
forward-to = Куди
forward-reason = Чому
forward-missing = Виберіть, куди переслати
forward-reason-missing = Поясніть, чому справа не ваша: це побачить заявник
forward-do = Переслати
appeal-about = Скарга на рішення у справі
appeal-about-label = Яке рішення ви оскаржуєте
appeal-title = Скарга на рішення:
appeal-begin = Оскаржити відмову
appeal-missing = Виберіть рішення, яке оскаржуєте
appeal-none = Немає рішень, які можна оскаржити
appeal-none-help = Тут оскаржують відмову у вашій справі, якщо скаргу на неї ще не подано й не відхилено. Будь-яке рішення можна оскаржити і в суді.
appeal-number = Номер справи, рішення в якій оскаржують
appeal-number-wrong = У цього заявника немає справи з таким номером, у якій можна оскаржити відмову. Звірте номер із рішенням
behalf-title = Діє за іншу людину чи організацію
behalf-kind = На якій підставі
behalf-none = За себе
behalf-kind-missing = Виберіть підставу
behalf-person = Якщо за людину – за кого саме
behalf-organisation = Якщо за організацію
behalf-oneself = Представник і той, кого представляють, – одна людина. Вкажіть, чиї інтереси вона представляє
behalf-text = «{ $title }»: впишіть, як у документі, не довше за { $max } знаків
mandate-basis-title = Документ
behalf-until-missing = Вкажіть, до якого дня діє: повноліття дитини або кінець довіреності
behalf-until-past = Цей день уже минув. Представляти можна лише за чинним документом
behalf-label = Від чийого імені ви подаєте
behalf-myself = Від свого: { $name }
behalf-gone = Ви більше не можете діяти від цього імені. Виберіть інше або подайте від свого
mandate-parent = мати чи батько
mandate-guardian = опікун чи піклувальник
mandate-officer = керівник або уповноважена особа організації
mandate-attorney = за довіреністю
mandate-representative = Хто представляє
mandate-principal = Кого представляють
mandate-kind = Підстава
mandate-services = Послуги
mandate-services-all = усі
mandate-services-label = У яких послугах (якщо нічого не позначено – у всіх)
mandate-until = Діє до
mandate-until-label = До якого дня діє (ДД.ММ.РРРР)
mandate-basis-label = Документ: назва, номер, дата
mandate-open-end = без кінця
mandate-ended = припинено { $date }
mandate-act = Дія
mandate-end = Припинити
mandate-end-words = Представник одразу втратить доступ до справ. Поновити можна лише в центрі за документом.
mandate-end-do = Так, припинити
mandate-do = Записати
mandates-title = Представництво
mandates-lead = За кого ви можете подавати заяви й стежити за справами, і хто може за вас. Записують це в центрі за документом: свідоцтвом, рішенням про опіку, наказом, довіреністю.
mandates-none = Тут ще нічого не записано.
mandates-desk-title = Представництво: записати або припинити
mandates-desk-lead = Запишіть, хто може діяти за іншого, після того як побачили документ. Заяву від імені іншої особи можна прийняти й одразу, у її формі.
mandates-find = Що записано про людину
mandates-nobody = Людини з таким РНОКПП і прізвищем немає. Звірте з документом
mandates-record = Записати
cases-own = Власні
cases-whose = Чиї справи
check-void = Рішення скасовано { $date }
check-void-help = Документ справжній, але рішення в ньому скасовано за скаргою. Чинне те, що ухвалять знову.
notice-reopened-subject = Рішення скасовано, справу розглядають знову: { $number }
notice-reopened-body = Послуга: { $service }. Вашу скаргу задоволено. Відповідь буде до { $due }.
notice-forwarded-subject = Справу переслано за належністю: { $number }
notice-forwarded-body = Послуга: { $service }. Справу розглядає інший орган; який саме, написано у справі. Відповідь буде до { $due }.
desk-who = Хто подає
appeal-form-title = Скарга
appeal-submit = Подати скаргу
card-centre = Центр
card-all-centres = Усі центри
process-pdf = Технологічна картка у PDF
process-appeal-court = Рішення можна оскаржити в суді.
resume-again-words = Те, що ви ввели, збережено на цій сторінці. Не закривайте її: надішліть ще раз трохи згодом.
resume-again = Надіслати ще раз
hint = Як це працює
help-title = Довідка
help-resident = Мешканцям
help-resident-summary = Знайти послугу, подати заяву, діяти за інших, оскаржити відмову.
help-official = Посадовцям
help-official-summary = Черга, прийом заяв, рішення, заступники, записи реєстрів.
help-operator = Операторові
help-operator-summary = Налаштування, перевірка журналу, строки, повідомлення, файли.
help-ukrainian = Довідку написано українською.
behalf-clerk = Запис про те, кого представляєте ви самі, має зробити інший адміністратор
notice-mandate-subject = Записано, що за вас може діяти представник
notice-mandate-body = Хто саме, на якій підставі й до якого дня, видно на сторінці «Представництво». Якщо це помилка, припиніть представництво там або зверніться до центру.
field-year = «{ $title }»: рік має чотири цифри, наприклад 1898
field-not-a-period = «{ $title }»: введіть два дні через тире, наприклад 01.02.2026 – 28.02.2026; кінець можна не писати
field-period-order = «{ $title }»: кінець раніше за початок
field-person-name = «{ $title }»: введіть прізвище, ім’я і, якщо є, по батькові; через кому можна дати дату народження і РНОКПП
field-person-born = «{ $title }»: такої дати народження немає – введіть її як 09.03.1990
field-person-rnokpp = «{ $title }»: у РНОКПП десять цифр, і контрольна цифра має збігатися
field-person-disagrees = «{ $title }»: за РНОКПП людина народилася { $date }, а введено іншу дату
field-erased = стерто або зашифровано іншим ключем
field-link = «{ $title }»: адреса має починатися з https:// або http:// і не містити пароля
error-no-version-title = Не вказано, яку версію змінюють
error-no-version-help = Прочитайте запис і надішліть його ETag у заголовку If-Match.
error-old-version-title = Запис уже змінено
error-old-version-help = Прочитайте запис знову й повторіть зміну над новою версією.
past-title = Так запис виглядав на кінець дня { $date }
past-none = Тоді цього запису ще не було. Нижче – як він виглядає тепер.
past-since = Що змінилося відтоді:
past-compared = Чим відрізняється від { $date }:
past-same = Нічим.
past-ask = Показати на інший день
past-on = На день
past-with = Порівняти з днем
past-show = Показати
download-xlsx = Завантажити XLSX
document-certificate-subtitle = № { $number } від { $date }
document-certificate-open = { $title } (PDF)
document-kind-certificate = виданий документ

# Зміни за запитом
error-own-proposal-title = Власний запит не вирішують
error-own-proposal-help = Зміну запропонували ви самі, тож вирішити має інша посадова особа.
changes-title = Зміни за запитом
changes-waiting = Чекають на ваше рішення
changes-own = Мої запити
changes-none = Запитів немає.
change-propose = Запропонувати зміну
change-propose-do = Надіслати запит
change-lead = Виправте те, що неправильно, і поясніть, звідки це відомо. Документ можна додати на наступній сторінці. Запис зміниться, коли запит схвалить інша людина.
change-reason = Чому треба змінити
change-reason-missing = Поясніть, чому треба змінити
change-long = Не довше за { $max } знаків
change-nothing = Ви нічого не змінили: виправте хоча б одне поле
change-title = Запит на зміну: { $record }
change-register = Реєстр
change-when = Коли
change-state = Стан
change-state-open = чекає на рішення
change-state-granted = схвалено
change-state-rejected = відхилено
change-state-withdrawn = відкликано
change-wanted = Має бути
change-evidence = Підтвердження
change-evidence-add = Додати підтвердження
change-note = Пояснення рішення
change-note-missing = Поясніть, чому відхилено: автор це побачить
change-decide = Рішення
change-grant = Схвалити зміну
change-reject = Відхилити
change-withdraw = Відкликати запит
change-outdated = Те, що просять змінити, хтось уже змінив інакше. Відхиліть запит із поясненням або попросіть подати новий.
change-author = Хто просить
change-too-many = У вас уже { $max } відкритих запитів. Дочекайтеся рішень або відкличте зайві

# Імпорт
import-link = Імпорт із файла
import-title = Імпорт
import-of = Імпорт: { $name }
import-lead = Файл може бути таблицею CSV, XLSX, ODS або GeoJSON. Спершу ми його прочитаємо й перевіримо кожну комірку; записи з’являться лише тоді, коли ви їх оприлюдните.
import-choose = Файл із таблицею
import-choose-help = CSV, XLSX, ODS або GeoJSON, до 1 ГБ. Назви стовпців – у першому рядку таблиці.
import-send = Прочитати файл
import-earlier = Попередні імпорти
import-file = Файл
import-when = Коли
import-rows = Рядків
import-phase = Стан
import-phase-read = прочитано
import-phase-checking = перевіряємо
import-phase-checked = перевірено
import-phase-staging = готуємо записи
import-phase-staged = готово до оприлюднення
import-phase-published = оприлюднено
import-phase-discarding = прибираємо
import-phase-discarded = скасовано
import-rows-count = { $count ->
    [one] { $shown } рядок
    [few] { $shown } рядки
   *[other] { $shown } рядків
}
import-not-a-table = «{ $name }» – не таблиця, яку ми читаємо. Збережіть її як CSV, XLSX, ODS або GeoJSON і додайте знову
import-empty = У таблиці немає жодного рядка під назвами стовпців
import-too-wide = У таблиці понад 500 стовпців. Залиште лише потрібні
import-long-cell = У рядку { $row } комірка задовга. Найчастіше це незакриті лапки вище
import-open-quote = Лапки, що відкриваються в рядку { $row }, не закриті. Закрийте їх і додайте файл знову
import-too-large = Файл завеликий: до 1 ГБ разом із розпакованим вмістом. Розділіть його на частини
import-encrypted = Файл захищено паролем. Зніміть пароль і додайте файл знову
import-no-sheet = Аркуша «{ $name }» у файлі немає
import-no-encoding = Кодування «{ $name }» ми не знаємо
import-reference-system = Координати у файлі в системі { $name }, а потрібні у WGS 84 (довгота й широта в градусах). Перетворіть їх у програмі, з якої взято файл
import-damaged = Файл пошкоджено, або він не те, чим названий: { $words }
import-missing = Для обов’язкових полів (позначені *) не вибрано стовпця
import-too-many-fixes = На сторінці можна виправити щонайбільше { $max } комірок. Виправте решту у файлі й додайте його знову
import-bad-cells-left = У рядках є помилки. Виправте їх або залиште ці рядки осторонь
import-no-rows = Не лишилося жодного правильного рядка
import-notice-encoding = Схоже, кодування файла – { $name }. Якщо літери нижче неправильні, виберіть інше
import-notice-merged = Об’єднані комірки в рядках { $from }–{ $to }: значення взято лише в першому
import-notice-formula = Рядок { $row }, стовпець { $column }: формула дає помилку { $words }
import-notice-quote = Рядок { $row }: зайві лапки всередині комірки. Перевірте, чи текст прочитано правильно
import-notice-length = Рядок { $row }: комірок { $got }, а стовпців { $expected }
import-notice-sheets = Інші непорожні аркуші не читаємо: { $names }
import-notice-above = Над назвами стовпців пропущено рядків: { $rows }
import-more-notices = Ще зауважень: { $count }
import-same-file = Цей самий файл уже імпортовано { $when }. Якщо продовжити, записи повторяться
import-encoding = Кодування
import-sheet = Аркуш
import-read-again = Прочитати так
import-left-aside = не брати
import-no-head = без назви
import-goes-into = Куди йде стовпець «{ $head }»
import-head = Стовпець файла
import-sample = Що в ньому
import-field = Поле реєстру
import-columns = Куди йде кожен стовпець
import-columns-lead = Ми зіставили стовпці за назвами. Перевірте; зірочкою позначено обов’язкові поля.
import-check = Перевірити рядки
import-checking = Перевіряємо кожну комірку
import-staging = Готуємо записи. Їх поки що ніхто не бачить
import-progress = { $done } з { $whole } рядків
import-can-leave = Сторінку можна закрити: робота триватиме, а знайти її можна в списку імпортів.
import-mistakes = Комірок із помилками: { $cells }, у рядках: { $rows }
import-mistakes-lead = Виправте комірки тут – або у файлі, і додайте його знову.
import-mistakes-file = Завантажити перелік помилок
import-mistakes-cut = Показуємо перші { $max } помилок
import-row = Рядок
import-column = Стовпець
import-value = Значення
import-mistake = Що не так
import-mended = Виправлене значення
import-cell = Рядок { $row }, стовпець «{ $column }»
import-whole-row = рядок загалом
import-mend = Зберегти виправлення й перевірити знову
import-leave-out = Взяти лише правильні рядки: { $sound } з { $rows }
import-leave-out-lead = Рядки з помилками не потраплять до реєстру. Перелік помилок можна завантажити до того.
import-stage-sound = Підготувати лише правильні
import-all-sound = { $count ->
    [one] { $shown } рядок, помилок немає
    [few] { $shown } рядки, помилок немає
   *[other] { $shown } рядків, помилок немає
}
import-stage-lead = Далі ми підготуємо записи. До оприлюднення їх не видно ні в списках, ні в пошуку, ні в даних.
import-stage = Підготувати записи
import-staged = { $count ->
    [one] { $shown } запис готовий
    [few] { $shown } записи готові
   *[other] { $shown } записів готові
}. Після оприлюднення їх побачать усі, хто бачить реєстр
import-publish = Оприлюднити
import-published = { $count ->
    [one] { $shown } запис оприлюднено
    [few] { $shown } записи оприлюднено
   *[other] { $shown } записів оприлюднено
}
import-to-register = До реєстру
import-file-hash = SHA-256 файла
import-root = Корінь над записами (дерево Меркла)
import-discard = Скасувати імпорт
import-discarding = Прибираємо підготовлені записи.
import-discarded = Імпорт скасовано. До реєстру нічого не потрапило.
import-failure-duplicate = Поки готували записи, у реєстрі з’явився запис із таким самим унікальним значенням. Скасуйте імпорт, виправте файл і додайте знову.
import-failure-full = На диску немає місця. Звільніть місце, скасуйте імпорт і почніть знову.
import-failure-file = Прочитаних рядків більше немає на цьому вузлі. Скасуйте імпорт і додайте файл знову.
import-failure-changed = Реєстр змінився відтоді, як рядки перевірено. Скасуйте імпорт і почніть знову.
import-failure-internal = Сталася помилка, її записано в журнал сервера. Скасуйте імпорт і спробуйте ще раз.
field-twice-in-file = «{ $title }»: таке саме значення вже є в рядку { $row }
field-unreadable = «{ $title }»: деякі літери не прочитано. Виберіть інше кодування або виправте комірку
act-import-begin = Почато імпорт
act-import-publish = Оприлюднено імпорт
act-import-discard = Скасовано імпорт
act-import-removed = Прибрано рядки скасованого імпорту

# Мапа
map-zoom-in = Ближче
map-zoom-out = Далі
map-undo = Прибрати останню точку
map-clear = Очистити
map-failed = Не вдалося завантажити дані для мапи. Список нижче показує те саме.
map-open = Показати на мапі
map-cut = На мапі – перші { $most } записів. Звузьте відбір, щоб побачити решту.
map-of-record = Запис на мапі
map-draw = Мапа для поля «{ $title }»
map-type-point = Широта, довгота, наприклад 50.4501, 30.5234. Можна вибрати на мапі.
map-type-line = Точки по одній у рядку: широта, довгота. Можна накреслити на мапі.
map-type-polygon = Вершини по одній у рядку: широта, довгота. Можна обвести на мапі.
download-geojson = Завантажити GeoJSON
field-coordinates = «{ $title }», точка { $line }: введіть широту й довготу, наприклад 50.4501, 30.5234
field-coordinates-range = «{ $title }», точка { $line }: широта буває від -90 до 90, довгота – від -180 до 180
field-coordinates-swapped = «{ $title }», точка { $line }: схоже, широту й довготу переставлено. Першою має бути широта (в Україні – від 44 до 53)
field-shape-few = «{ $title }»: замало точок. Для лінії треба дві, для ділянки – три
field-shape-many = «{ $title }»: точок більше за { $max }
field-shape-crosses = «{ $title }»: межа перетинає сама себе – сторони { $one } і { $other }. Перевірте порядок вершин
field-shape-kind = «{ $title }»: на мапі має бути інше – точка, лінія чи ділянка, як сказано в підказці

# Показники реєстрів
figure-as-of = станом на { $when }
figure-value = Значення
figure-no-group = не вказано
figure-no-year = без дати
figure-by-year = За роками
figure-year = Рік
figure-few = менше { $few }
figure-rows-closed = Записи цього реєстру відкриті не всім. Цифру щойно пораховано з них ще раз, і вона збігається з показаною, якщо вище так сказано.

# Довідники
entry-help = Код або назва, як у класифікаторі, наприклад «м. Лісне».
field-territory-unknown = «{ $title }»: такої території в класифікаторі немає. Введіть код КАТОТТГ або назву, як у ньому, наприклад «м. Лісне»
field-territory-ended = «{ $title }»: цієї території в класифікаторі вже немає. Виберіть ту, до якої вона ввійшла
field-territory-several = «{ $title }»: територій із такою назвою кілька. Введіть код однієї з них: { $codes }
field-body-unknown = «{ $title }»: такої установи в області немає. Введіть її код або повну назву
act-classifier-load = Завантажено класифікатор
field-other-territory = Такий запис належить не вам. Кожна установа веде лише свої записи: своєї території або власні

# Вигляд списку
views-title = Збережені добірки
views-all = Усі записи
views-forget = Забути добірку «{ $title }»
views-name = Назва добірки
views-save = Зберегти цю добірку
columns-title = Стовпці й добірки
columns-lead = Які стовпці показати
columns-show = Показати ці стовпці
error-too-many-title = Збережено найбільше, скільки можна
error-too-many-help = Заберіть непотрібну добірку (× поруч із назвою) і збережіть знову.

# Зміна багатьох записів
bulk-link = Змінити відібрані
bulk-title = Змінити відібрані записи
bulk-count = { $count ->
    [one] Буде змінено { $shown } запис із відбору.
    [few] Буде змінено { $shown } записи з відбору.
   *[other] Буде змінено { $shown } записів із відбору.
}
bulk-left = Не ваші або закриті лишаться, як є: { $count }.
bulk-more = За один раз – до { $most }; решту змініть наступним разом.
bulk-field = Яке поле змінити
bulk-choose-field = Виберіть поле
bulk-look = Показати, що зміниться
bulk-before = Зараз
bulk-after = Стане
bulk-others = І ще записів: { $count }
bulk-do = Змінити записів: { $count }
bulk-back = Почати знову
bulk-outdated = Поки ви дивилися, записи змінилися. Ось як вони виглядають тепер.
bulk-done = { $count ->
    [one] { $shown } запис змінено
    [few] { $shown } записи змінено
   *[other] { $shown } записів змінено
}
bulk-continue = Далі
record-related = Пов’язані записи
field-reference-unknown = «{ $title }»: такого запису немає. Введіть його номер або назву
field-reference-several = «{ $title }»: записів із такою назвою кілька. Введіть номер
field-roughly = «{ $title }»: археологічний об’єкт показуємо приблизно – не більше двох цифр після крапки. Точне місце впишіть у поле «Точне місце»
field-zone-reveals = «{ $title }»: зона виказала б точне місце археологічного об’єкта, тому тут її не показуємо

# Етикетки й картка
labels-link = Етикетки
labels-title = Етикетки
labels-lead = Надрукуйте цю сторінку: на аркуші A4 по три в ряд. Код відкриває запис.
labels-code = Код запису { $record }
record-card-pdf = Картка PDF
record-card-of = { $register }, { $number }, станом на { $when }
record-card-code = Цей запис на сайті: { $url }
field-more-than-licensed = «{ $title }»: ліцензія лише на { $count }. Перевірте кількість або докупіть ліцензії

# Файли записів
field-files-on-card = «{ $title }»: файли додають на картці запису
record-files-none = Файлів ще немає.
record-files-add = Додати файл
record-files-choose = Файл
record-files-caption = Підпис
record-files-caption-help = Що на файлі: його прочитають і ті, хто не бачить зображення
record-files-remove = Забрати
record-files-remove-of = Забрати файл «{ $name }»
act-record-attach = Додано файл
act-record-detach = Забрано файл

# Steps of records
steps-next = Що далі
steps-others = Далі діють інші:
steps-changed = Запис тим часом змінили. Подивіться, який він тепер:
steps-alone = Стан змінюють лише кроки
steps-title = Записи, що чекають на вас
steps-lead = Записи реєстрів, з якими ви можете зробити наступний крок, найтерміновіші згори.
steps-empty = Жоден запис зараз на вас не чекає.
steps-record = Запис
steps-register = Реєстр
steps-due = Строк
steps-do = Зробити
record-open = Відкрити
act-record-step = Зроблено крок
error-own-step-title = Зроблене вами перевіряє інша людина
error-own-step-help = Попередній крок цього запису зробили ви, тож цей має зробити хтось інший.
field-account-unknown = «{ $title }»: такого працівника немає. Введіть прізвище, ім’я та по батькові
field-account-several = «{ $title }»: таких працівників кілька. Допишіть установу в дужках, як у списку
field-before-day = «{ $title }»: цей день не може бути раніше за { $date }
field-fine-needed = «{ $title }»: стягнення – штраф, тож введіть його суму
field-fine-alone = «{ $title }»: сума буває лише тоді, коли стягнення – штраф
field-penalty-late = «{ $title }»: накласти стягнення можна було до { $date } (КУпАП, ст. 38); тепер справу лише закривають
field-too-early = «{ $title }»: строк триває до { $date } включно
filter-whose = Чиї записи
filter-whose-own = моєї установи
filter-whose-all = усі

# Conversions
conversion-title = Перенесення полів
conversion-lead = Нова версія реєстру читає старі значення в нові поля. Реєстром можна користуватися; старі значення лишаються, доки оператор не прибере їх.
conversion-none = Переносити нічого.
conversion-running = Значення переносять у нові поля
conversion-left = Не перенесено { $count ->
    [one] { $shown } значення
    [few] { $shown } значення
   *[many] { $shown } значень
}: погляньте на них
conversion-progress = { $done } з { $total }
conversion-done = Усе перенесено.
conversion-unread = Не прочитано { $count ->
    [one] { $shown } значення
    [few] { $shown } значення
   *[many] { $shown } значень
}. Відкрийте запис і впишіть нове поле; перші з них:
act-record-convert = Значення перенесено в нове поле
act-record-purge = Прибрано застаріле поле
field-address-part = «{ $title }»: незрозуміло, що таке «{ $part }». Пишіть частини через кому зі скороченнями: м. Лісне, вул. Садова, 5, кв. 3
field-address-place = «{ $title }»: допишіть населений пункт або вулицю, наприклад с. Вербове
field-address-twice = «{ $title }»: «{ $part }» – друга частина того самого виду
filter-words = Пошук за словами
field-choice-not-now = «{ $title }»: варіант «{ $choice }» зараз не діє, виберіть інший

board-region = область
board-target = Ціль
board-since = проти { $year } року
board-table = Таблицею
board-by-territory = За громадами
board-over-years = За роками
board-territory = Громада чи район
board-begin = Скласти дошку показників
board-embed = Вставити на свою сторінку
board-none = Для цієї території показників ще немає.
board-title = Дошка показників
board-lead = Виберіть показники й до трьох територій. Дошка – це її адреса: збережіть її, надішліть або вставте на свій сайт.
board-permalink = Адреса цієї дошки
board-embed-code = Код для вставлення:
board-change = Змінити дошку
board-name = Назва дошки
board-show = Показати
board-departments = Показники підрозділів
board-territories = Показники громад і районів
board-not-here = За територіями цей показник не ведеться.
notice-step-subject = { $register }: { $step }
notice-step-body = Запис { $number }: виконано крок «{ $step }». Що там сказано й що робити далі, видно на його картці.
board-map = На мапі
board-without = немає даних
field-same-bounds = Значення для 0 і для 100 балів мають різнитися
field-options-line = Рядок { $line }: напишіть «назва = бали», бали від 0 до 100
field-options-twice = Рядок { $line }: така назва вже є
field-options-few = Потрібно щонайменше два варіанти, кожен у своєму рядку
field-not-answered = Залишилося запитань без відповіді: { $left }
field-evidence-lacking = Бракує обов’язкових підтверджень: { $left }. Додайте посилання або файл
field-not-judged = Залишилося відповідей без висновку: { $left }
field-below-nought = «{ $title }»: сума не може бути від’ємною
field-more-than-fund = На один проєкт не може бути більше, ніж у всьому фонді
field-more-than-asked = Включають не більше, ніж просили
field-procurement-id = Ідентифікатор договору в ProZorro – 32 знаки: цифри й латинські літери від a до f
import-notice-formula-empty = Рядок { $row }, стовпець { $column }: формулу ще не обчислено, комірку прочитано порожньою. Відкрийте файл і збережіть його
import-notice-hidden = Рядок { $row } у файлі приховано; його теж прочитано
board-districts = Райони поруч
indicator-submitted = Подано заяв

# Електронні підписи
sign-title-decision = Підпис рішення
sign-title-application = Підпис заяви
sign-go = Підписати
sign-show = Підписи й файли
sign-line = { $who }, { $when }
sign-signatures = Підписи
sign-test = Тестові підписи: їх видав тестовий центр цієї демонстрації. Юридичної сили вони не мають.
sign-document = Що підписують
sign-open = Документ № { $number } (PDF)
sign-container = Документ із підписом (ASiC)
sign-p7s = Лише підпис (p7s)
sign-copy = Копія з відмітками (PDF)
sign-verify = Перевірити підпис
sign-do-title = Підписати
sign-do-help = Підпис створюється на вашому комп’ютері. Ключ і пароль нікуди не надсилаються.
sign-level-wanted = Приймається { $level } або підпис вищого рівня.
sign-do = Підписати й надіслати
sign-valid = підпис дійсний
sign-waiting = ще не підписано
sign-proved = час підтверджено позначкою: { $when }
sign-serial = сертифікат { $serial }
sign-not-signature = Це не файл підпису цього документа. Виберіть файл .p7s, створений для цього PDF.
sign-several = У файлі кілька підписів. Надішліть лише свій.
sign-refused = Підпис не прийнято: { $reasons }.
sign-level = Підпис не прийнято: це { $level }, а потрібен вищий рівень. Скористайтеся кваліфікованим сертифікатом.
sign-other = Це підпис іншої людини: { $name }. Підпишіть власним ключем.
sign-no-code = У вашому обліковому записі немає РНОКПП, тож нема з чим порівняти сертифікат. Зверніться до адміністратора системи.
sign-signed-by = Підписано
sign-certificate = Сертифікат
sign-certificate-words = { $serial }, чинний до { $until }
sign-original = SHA-256 оригіналу
sign-copy-title = Копія електронного документа з відмітками про підпис
sign-key = Файл ключа
sign-key-help = Key-6.dat, .pfx, .p12, .jks, .pk8 – такий, як видав надавач.
sign-password = Пароль до ключа
sign-certificate-give = Сертифікат лежить окремо від ключа
sign-certificate-file = Файл сертифіката (.cer)
sign-elsewhere = Підписано в іншій програмі
sign-elsewhere-help = Завантажте документ, підпишіть його своєю програмою окремим файлом (CAdES, без вкладеного документа) і виберіть цей файл тут.
sign-signature = Файл підпису (.p7s)
sign-send = Надіслати підпис
sign-word-working = Підписую…
sign-word-format = Цей файл не схожий на файл ключа. Перевірте, чи той файл вибрано.
sign-word-password = Пароль не підходить, або файл ключа пошкоджено. Перевірте розкладку клавіатури.
sign-word-no-key = У файлі немає ключа для підпису.
sign-word-algorithm = Ключ має алгоритм, який тут не підтримується.
sign-word-certificate = Вибраний файл – не сертифікат.
sign-word-no-certificate = У файлі ключа немає сертифіката. Додайте файл сертифіката (.cer), його можна взяти на сайті надавача.
sign-word-no-file = Виберіть файл ключа.
sign-word-expired = Строк дії сертифіката ще не почався або вже закінчився.
sign-word-content = Документ не вдалося прочитати. Оновіть сторінку й спробуйте ще раз.
sign-word-failed = Підписати не вдалося. Оновіть сторінку й спробуйте ще раз; якщо не допоможе, підпишіть в іншій програмі.
verify-title = Перевірити підпис
verify-lead = Хто підписав, коли, і чи не змінено документ. Для всіх, без входу.
verify-again = Перевірити інші файли
verify-files = Файли
verify-files-help = Підпис (.p7s) разом із документом, який підписано, або контейнер (.asics, .asice). Можна вибрати кілька файлів чи перетягнути їх сюди. Разом до 32 МБ.
verify-do = Перевірити
verify-nothing-kept = Файли перевіряються в пам’яті сервера і не зберігаються.
verify-xades = Підписи в цьому контейнері – XAdES. Тут перевіряються підписи CAdES.
verify-none = У цих файлах немає електронного підпису, який можна прочитати. Виберіть файл .p7s або контейнер .asics чи .asice.
verify-valid = Підпис дійсний
verify-valid-help = Документ не змінено після підписання, підписувача встановлено.
verify-indeterminate = Підпис не підтверджено
verify-indeterminate-help = Бракує того, що його довело б. Нижче сказано, чого саме.
verify-invalid = Підпис недійсний
verify-invalid-help = Покладатися на нього не можна. Нижче сказано чому.
verify-file = Файл із підписом
verify-content = Підписаний документ
verify-within = усередині підпису
verify-when = Перевірено
verify-uncovered = Ці файли не підписано
verify-organisation = Організація
verify-position = Посада
verify-edrpou = ЄДРПОУ
verify-rnokpp = РНОКПП
verify-unzr = УНЗР
verify-level = Рівень
verify-proved = Час за позначкою часу
verify-claimed = Час за словами підписувача
verify-serial = Номер сертифіката
verify-until = Сертифікат чинний до
verify-chain = Ланцюжок сертифікатів
verify-covers = Документи
verify-signature = Підпис { $number }
verify-open = Застереження:
key-login-title = Увійти за електронним підписом
key-login-lead = Виберіть файл ключа й введіть пароль до нього. Ви підпишете одне речення, яке діє один раз; за РНОКПП у сертифікаті знайдемо ваш обліковий запис.
key-login-password = Увійти за логіном і паролем
key-login-late = Сторінку відкрито надто давно або речення вже використано. Спробуйте ще раз.
key-login-unknown = Облікового запису з РНОКПП (у печатки – з ЄДРПОУ) цього сертифіката немає. Зверніться до адміністратора системи.
login-demo-key = ключ { $login }
document-application = Заява № { $number } від { $date }
document-kind-application = заява
check-verify = Перевірити електронний підпис на файлі
act-document-sign = Підписано документ
verify-too-large = Файли разом завеликі: перевіряється до 32 МБ.
verify-too-many = Забагато файлів: виберіть підпис і документ, який підписано.
unsigned-title = Чекає на підпис
unsigned-none = Усе підписано.
unsigned-more = Показано найновіші рішення; давніші з’являться, коли підпишете ці.
verify-busy = Саме зараз перевіряють багато файлів. Спробуйте за хвилину.
sign-attached = Документ вкладено в підпис. Підпишіть так, щоб підпис був окремим файлом.

# Вхід і свій обліковий запис
login-others = Інші способи входу
login-with = Увійти через { $provider }
login-again = Щоб змінити спосіб входу, підтвердьте, що це ви: увійдіть ще раз.
login-wait = Забагато спроб. Спробуйте ще раз через { $minutes } { $minutes ->
    [one] хвилину
    [few] хвилини
   *[other] хвилин
}.
second-title = Другий крок входу
second-lead = Введіть шість цифр, які зараз показує застосунок на вашому телефоні.
second-lead-passkey = Пароль правильний. Підтвердьте вхід ключем доступу свого пристрою або введіть резервний код.
second-code = Код із застосунку або резервний код
second-recovery = Резервний код
second-lost = Немає ні телефона, ні резервних кодів? Зверніться до адміністратора системи: він видасть нове запрошення.
second-wrong = Код не підходить. Дочекайтеся нового коду; перевірте, чи правильний час на телефоні. Кожен код діє один раз.
second-late = Від введення пароля минуло понад 10 хвилин. Увійдіть ще раз.
passkey-title = Увійти ключем доступу
passkey-lead = Телефон, комп’ютер або USB-ключ підтвердить, що це ви: пальцем, обличчям чи PIN-кодом. Пароль не потрібен.
passkey-no-script = Ключ доступу працює лише з увімкненими скриптами. Увійдіть за логіном і паролем.
passkey-word-refused = Пристрій не підтвердив. Спробуйте ще раз або ввійдіть інакше.
passkey-word-known = Цей пристрій уже додано.
passkey-word-impossible = Цей браузер не вміє працювати з ключами доступу. Увійдіть інакше.
passkey-wrong = Такого ключа ми не знаємо, або сторінку відкрито надто давно. Спробуйте ще раз.
passkeys-title = Ключі доступу
passkeys-lead = Ключ доступу замінює і пароль, і код: його не можна підгледіти чи виманити підробленою сторінкою. Додайте щонайменше два пристрої.
passkeys-no-name = Тут систему відкрито за числовою адресою, а ключі доступу прив’язано до імені сайту. Додати їх можна там, де система має ім’я.
passkey-add = Додати ключ доступу
passkey-add-lead = Назвіть пристрій і натисніть кнопку; далі запитає сам браузер.
passkey-name = Назва пристрою
passkey-name-help = Наприклад, «робочий комп’ютер» чи «телефон».
passkey-name-wrong = Введіть назву, до 60 знаків
passkey-not-taken = Ключ не додано: сторінку відкрито надто давно або відповідь пристрою неправильна. Спробуйте ще раз.
passkey-known = Цей ключ уже додано.
passkey-since = додано { $date }
passkey-used = востаннє { $date }
passkey-remove = Вилучити
outside-title = Інші системи
outside-stale = Вхід через іншу систему не завершено: сторінку відкрито надто давно, в іншому браузері або відповідь не на наш запит. Спробуйте ще раз.
outside-denied = Вхід через іншу систему скасовано.
outside-unknown = Там вас упізнано, але облікового запису з вашими даними тут немає. Увійдіть інакше або зверніться до адміністратора системи.
outside-unavailable = Та система не відповідає. Увійдіть інакше або спробуйте пізніше.
outside-invalid = Відповідь тієї системи не пройшла перевірки. Увійдіть інакше й повідомте адміністратора.
outside-since = прив’язано { $date }
outside-tie = прив’язати
outside-untie = Відв’язати
invited-title = Ласкаво просимо
invited-lead = { $name }, вам створено обліковий запис. Придумайте пароль: після цього запрошення більше не діє.
invited-do = Установити пароль і ввійти
invited-next = Далі додамо другий спосіб підтвердження: ключ доступу або застосунок із кодами.
invited-over-title = Запрошення не діє
invited-over = Його вже використано, минуло 14 днів або видано нове. Попросіть нове в адміністратора системи.
account-title = Мій обліковий запис
account-factors = Як я входжу
sessions-title = Де я зараз увійшов
sessions-lead = Якщо якийсь вхід не ваш – завершіть його і змініть пароль.
sessions-end-others = Завершити всі інші
session-device = Пристрій
session-way = Як увійшли
session-address = Адреса
session-since = Початок
session-seen = Остання дія
session-end-head = Дія
session-end = Завершити
session-here = цей
way-password = пароль
way-code = пароль і код
way-recovery = пароль і резервний код
way-invitation = запрошення
way-passkey = ключ доступу
way-signature = електронний підпис
way-token = токен
way-provider = через { $provider }
factors-first-title = Лишився один крок
factors-first = Працювати на своїй посаді ви зможете, щойно додасте другий спосіб підтвердження: ключ доступу або застосунок із кодами. Одного пароля для службової роботи не досить.
password-there = Пароль установлено.
password-none = Пароля немає.
password-change = Змінити пароль
password-change-lead = Усі інші входи буде завершено.
password-current = Теперішній пароль
password-current-wrong = Це не теперішній пароль
password-new = Новий пароль
password-again = Новий пароль ще раз
password-help = Щонайменше { $shortest } знаків. Найкраще – кілька слів, які разом ні про що не говорять.
password-short = Закоротко: потрібно щонайменше { $shortest } знаків
password-long = Задовго: щонайбільше { $longest } знаків
password-guessable = Такий пароль вгадують серед перших: поширене слово, ряд клавіш або ваше ім’я. Візьміть кілька слів, не пов’язаних між собою
password-differs = Паролі різні. Введіть той самий двічі
password-do = Змінити
app-title = Застосунок із кодами
app-lead = Застосунок на телефоні щопівхвилини показує нові шість цифр. Працює без інтернету.
app-there = підключено
app-add = Підключити застосунок
app-remove = Відключити
app-step-install = Поставте на телефон застосунок, що вміє TOTP: Aegis, FreeOTP, Google Authenticator чи інший.
app-step-scan = У застосунку виберіть «додати» й наведіть камеру на цей малюнок.
app-step-type = Без камери введіть у застосунок цей ключ:
app-step-code = Введіть код, який застосунок показує тепер.
app-picture = QR-код для застосунку
app-code = Код із застосунку
app-do = Підключити
recovery-title = Резервні коди
recovery-lead = Якщо загубите телефон, резервний код впустить замість нього. Кожен діє один раз.
recovery-left = Лишилося: { $count }
recovery-new = Видати нові (старі не діятимуть)
recovery-once = Цих кодів більше не покажемо. Роздрукуйте сторінку або перепишіть коди й тримайте окремо від телефона.
recovery-kept = Я їх зберіг
readings-title = Хто дивився мої дані
error-second-factor-title = Спершу – другий спосіб підтвердження
error-second-factor-help = Службові сторінки відкриються, щойно ви додасте ключ доступу або застосунок із кодами й увійдете з ним.
error-sign-in-again-title = Увійдіть ще раз
error-sign-in-again-help = Для цієї дії потрібен вхід, якому менше чверті години.
error-too-often-title = Надто часто
error-too-often-help = З вашої адреси надійшло забагато запитів поспіль. Зачекайте кілька секунд і спробуйте ще раз.
error-unproved-title = Надто часто
error-unproved-help = З вашої мережі надійшло багато форм від браузерів без скриптів. Зачекайте хвилину й надішліть ще раз. Якщо ввімкнути скрипти, чекати не доведеться.
error-trapped-title = Форму не прийнято
error-trapped-help = Заповнено поле, якого люди не бачать: так роблять програми. Якщо його заповнив браузер, поверніться назад, оновіть сторінку й введіть дані самі.
trap-label = Не заповнюйте це поле
error-busy-title = Зараз забагато входів
error-busy-help = Система обробляє інші входи. Спробуйте ще раз за кілька секунд.
notice-security-password-subject = Ваш пароль змінено
notice-security-password-body = Якщо це зробили не ви, зверніться до адміністратора системи негайно.
notice-security-factor-subject = Змінено те, чим ви входите
notice-security-factor-body = Додано або вилучено ключ доступу, застосунок із кодами, резервні коди чи зв’язок з іншою системою. Якщо це зробили не ви, завершіть усі входи на сторінці «Мій обліковий запис» і зверніться до адміністратора системи.
notice-security-stolen-subject = Ваш вхід завершено
notice-security-stolen-body = Тим самим входом намагалися скористатися з іншого браузера. Увійдіть знову; якщо це повторюється, змініть пароль і зверніться до адміністратора системи.
notice-security-attempts-subject = Хтось добирає ваш пароль
notice-security-attempts-body = Було багато спроб увійти під вашим логіном. Пароль не підійшов. Додайте ключ доступу – його добрати неможливо.
notice-security-invited-subject = Вам видано нове запрошення
notice-security-invited-body = Пароль, ключі доступу й застосунок із кодами скинуто. Нове запрошення передасть вам адміністратор системи. Якщо ви цього не просили, зверніться до нього негайно.
act-session-end = Завершено вхід
act-session-stolen = Завершено вхід, яким скористалися з іншого браузера
act-session-attempts = Попереджено про добирання пароля
act-account-app-add = Підключено застосунок із кодами
act-account-app-remove = Відключено застосунок із кодами
act-account-recovery-codes = Видано резервні коди
act-account-passkey-add = Додано ключ доступу
act-account-passkey-remove = Вилучено ключ доступу
act-account-outside-add = Прив’язано обліковий запис іншої системи
act-account-outside-remove = Відв’язано обліковий запис іншої системи
act-account-invite = Видано нове запрошення
act-official-appoint = Призначено на посаду
act-official-dismiss = Звільнено з посади
field-person-script = «{ $title }»: в одному слові змішано кирилицю й латиницю – перевірте розкладку клавіатури

# Посадовці
officials-title = Посадовці
officials-lead = Хто яку посаду обіймає сьогодні. Звільнення закриває всі повноваження одразу.
officials-find = Прізвище або логін
officials-none = Нікого не знайдено.
official-who = Хто
official-position = Посада
official-role = Роль
official-days = Строк
official-entry = Як входить
official-do = Дія
official-from = з { $date }
official-open = Відкрити
official-since = Призначено
official-ended = Звільнено
official-invited = запрошення ще не використано
official-two-factors = два способи підтвердження
official-password = лише пароль
official-reason = Чому потрібне нове запрошення
official-basis = Підстава, наприклад номер наказу
invite-title = Нове запрошення
invite-lead = Для того, хто забув пароль чи загубив телефон. Старий пароль, ключі доступу й застосунок із кодами перестануть діяти, а власника буде сповіщено. Запрошення керівника чи оператора має схвалити другий оператор.
invite-do = Видати запрошення
dismiss-title = Звільнити з посади
dismiss-lead = Повноваження зникають одразу: входи й ключі API закриваються, заступництво припиняється, узяті завдання повертаються в чергу.
dismiss-do = Звільнити
invitations-title = Запрошення
invitations-once = Посилання показуємо один раз. Роздрукуйте сторінку, розріжте й передайте кожному особисто. Запрошення діє 14 днів і лише раз.
invitation-code = QR-код запрошення
invitation-link = Посилання
invitation-known = обліковий запис уже був, запрошення не потрібне
appoint-title = Призначити на посаду
appoint-lead = Створимо обліковий запис і запрошення. Якщо людина вже працює тут під цим логіном, додамо їй посаду.
appoint-family_name = Прізвище
appoint-given_name = Ім’я
appoint-patronymic = По батькові
appoint-rnokpp = РНОКПП
appoint-rnokpp-help = Потрібен, щоб входити за електронним підписом чи через id.gov.ua.
appoint-login = Логін
appoint-login-help = Від 3 до 64 знаків: малі латинські літери, цифри, крапка, дефіс.
appoint-email = Електронна пошта
appoint-body = Установа
appoint-role = Роль
appoint-position = Посада
appoint-from = З якого дня
appoint-from-help = День у вигляді ДД.ММ.РРРР. Порожньо – від сьогодні.
appoint-do = Призначити
appoint-empty = Заповніть це поле
appoint-name-wrong = Лише літери, апостроф, дефіс і пробіл
appoint-script = В одному слові змішано кирилицю й латиницю – перевірте розкладку клавіатури
appoint-login-wrong = Від 3 до 64 малих латинських літер, цифр, крапок чи дефісів; перша – літера або цифра
appoint-login-taken = Цей логін належить іншій людині
appoint-rnokpp-wrong = Перевірте РНОКПП: контрольна цифра не збігається
appoint-email-wrong = Перевірте адресу електронної пошти
appoint-other-name = Людина з цим РНОКПП записана тут під іншим іменем
appoint-other-login = У цієї людини вже є обліковий запис { $login }
appoint-holds = Ця людина вже обіймає цю посаду
appoint-body-wrong = Такої установи немає; введіть її код або повну назву
appoint-role-wrong = Роль – адміністратор, спеціаліст, керівник або оператор
appoint-operator = призначення оператора платформи
appoint-table-title = Призначити за таблицею
appoint-table-lead = Завантажте CSV, XLSX або ODS до 5000 рядків. Спочатку перевіримо все; якщо є хоч одна помилка, нікого не призначимо.
appoint-table-template = Зразок таблиці
appoint-table-do = Що зробити
appoint-table-check = Лише перевірити
appoint-table-slips = Призначити й показати запрошення для друку
appoint-table-csv = Призначити й завантажити запрошення таблицею (для розсилання листів)
appoint-table-file = Файл
appoint-table-send = Виконати
appoint-table-good = Помилок немає. Рядків: { $count }. Виберіть «Призначити» й завантажте той самий файл.
appoint-table-mistakes = Помилки: { $count }
appoint-table-row = Рядок
appoint-table-column = Стовпець
appoint-table-what = Що не так
appoint-table-missing = Такого стовпця немає
appoint-table-no-table = Це не таблиця: потрібен файл CSV, XLSX або ODS
appoint-table-unread = Таблицю не прочитано: { $why }
appoint-table-many = Рядків більше за { $most }. Розділіть файл
appoint-table-operator = Операторів призначають поодинці, зі схваленням другого оператора
appoint-table-twice = Цей логін уже є в таблиці: в іншої людини або з тією ж посадою
appoint-column-family_name = Прізвище
appoint-column-given_name = Ім’я
appoint-column-patronymic = По батькові
appoint-column-rnokpp = РНОКПП
appoint-column-login = Логін
appoint-column-email = Пошта
appoint-column-body = Установа
appoint-column-role = Роль
appoint-column-title = Посада
appoint-column-from = З дня
approvals-title = Схвалення
approvals-lead = Небезпечні дії робить не один оператор: один просить, другий схвалює.
approvals-none = Нічого не чекає.
approval-what = Дія
approval-why = Чому
approval-who = Хто просить
approval-state = Рішення
approval-look = Подивитися
approval-approve = Схвалити
approval-refuse = Відхилити
approval-waits = Чекає на іншого оператора.
approval-approved = схвалено
approval-refused = відхилено
deed-appoint-operator = Призначити оператора
deed-invite = Видати нове запрошення
act-approval-ask = Попрошено схвалення
act-approval-grant = Схвалено другим оператором
act-approval-refuse = Відхилено

# Мої дані
readings-lead = Кожне читання ваших персональних даних посадовцями записується в журнал, який неможливо непомітно змінити. Тут – хто, коли і для чого.
readings-none = Ваших даних іще ніхто не читав.
readings-when = Коли
readings-who = Хто
readings-what = Що
readings-purpose = Мета
readings-case = справу { $number }
readings-queue = список завдань із вашим іменем
readings-cases = перелік ваших справ
readings-mandates = ваші представництва
readings-register = запис у реєстрі «{ $register }»
readings-other = ваші дані
readings-duty = службові обов’язки
readings-representative = ваш представник
readings-system = система
readings-ask = Якщо читання здається безпідставним, подайте звернення: установа пояснить його. Ім’я посадовця установа повідомляє у відповіді.
data-title = Що тут про мене зберігають
data-lead = Усе, що система знає саме про вас. Помилку виправить установа, яка веде запис; подайте запит на виправлення.
data-download = Завантажити все файлом (JSON)
data-person = Особа
data-organisation = Організація
data-edrpou = ЄДРПОУ
data-phone = Телефон
data-no-cases = Справ немає.
data-records = Записи в реєстрах
data-no-records = Записів про вас немає.
data-restricted = зашифровано
data-unproved = Записи реєстрів, які шукаємо за РНОКПП, показуємо лише після входу, який доводить, що це ви: за електронним підписом чи через id.gov.ua.
erase-title = Знищити зашифровані дані
erase-lead = Ключ запису буде знищено: зашифровані поля зникнуть із картки, історії, резервних копій журналу й файлів. Повернути їх не зможе ніхто. Дію має схвалити оператор.
erase-reason = Підстава: номер справи про знищення, рішення суду або акт про закінчення строку зберігання
erase-do = Попросити схвалення
erase-asked = Запит на знищення передано операторові.
deed-erase = Знищити зашифровані дані запису
powers-title = Хто що може
powers-lead = Ця таблиця побудована з тих самих правил, за якими система вирішує, кого пустити. Чого тут немає, того не може ніхто.
powers-registers = Реєстри
powers-registers-lead = Вносити, змінювати, погоджувати й бачити зашифроване можуть лише посадовці установи, яка веде реєстр або запис.
powers-register = Реєстр
powers-public = усі
powers-signed-in = хто увійшов
powers-official = посадовці
powers-read = читати
powers-create = вносити
powers-change = змінювати
powers-restricted = бачити зашифроване
powers-propose = просити зміни
powers-approve = погоджувати зміни
powers-procedures = Завдання в послугах
powers-procedure = Послуга
powers-stage = Етап
powers-task = Завдання
powers-role = Роль
powers-body = Установа
powers-pages = Сторінки й адреси
powers-intake = центр, який прийняв заяву

# Строки зберігання
retention-title = Строки зберігання
retention-lead = Коли строк зберігання минув, зашифровані дані записів знищують. Спочатку – звіт, потім схвалення іншого оператора; запис лишається, людини в ньому вже не видно.
retention-none = Жоден реєстр не оголосив строку зберігання.
retention-register = Реєстр
retention-term = Строк
retention-years = { $years } { $years ->
    [one] рік
    [few] роки
   *[other] років
}
retention-basis = Підстава
retention-due = Строк минув
retention-more = { $count } або більше
retention-report = Строк минув для записів із датою до { $until } включно: { $count }.
retention-nothing = Немає записів, строк яких минув.
retention-shown = Показано перші { $shown }.
retention-warning = Зашифровані дані всіх цих записів буде знищено назавжди – і в історії, і у файлах.
retention-reason = Підстава: номер акта про знищення або протоколу експертної комісії
retention-deed = { $register }: дати до { $until }, записів { $count }
deed-retention = Знищити дані, строк яких минув

# Записи, що належать одній людині

persons-title = Подвоєні записи про осіб
persons-lead = Людина подавала заяву на папері, а тепер входить за підписом; прізвище записали з помилкою. Два записи про одну людину можна об’єднати, а об’єднання – скасувати. Один оператор просить, другий схвалює, людина дізнається.
persons-found = Знайдено
persons-nobody = Осіб із таким прізвищем та ім’ям немає. Пишіть їх так, як записано.
persons-doubled = Один номер у кількох записах
persons-none-doubled = Немає номерів, записаних більш як раз. Записи без номера знайдіть за прізвищем та ім’ям.
persons-person = Особа
persons-cases = Справи
persons-with = Шукаємо запис, що належить тій самій людині, що й «{ $name }». Прізвище чи ім’я може бути записане інакше.
persons-seek = Знайти інший запис
persons-choose-one = Позначте один запис.
persons-choose = Позначте два записи.
persons-compare = Порівняти два записи
persons-two = Позначте рівно два записи.
persons-mergers = Об’єднання
persons-no-mergers = Об’єднань іще не було.
persons-kept = Лишається
persons-duplicate = Приєднано
persons-basis = Підстава
persons-when = Коли
persons-undone = скасовано { $at }
persons-undo = Скасувати
persons-undo-title = Скасувати об’єднання
persons-undo-lead = Кожен знову матиме своє: справи, посади, представництва й повідомлення, які перейшли під час об’єднання. Те, що з’явилося після нього, лишиться в того, хто лишився.
persons-undo-reason = Підстава скасування
persons-what = Що
persons-n = Запис { $n }
persons-differs = інакше
persons-stays = Запис { $n }: { $name }
persons-who-stays = Який запис лишається
persons-who-stays-missing = Виберіть, який запис лишається.
persons-reason = Підстава: за якими документами видно, що це одна людина
persons-other-names = Імена різні. Об’єднуйте, лише якщо документи пояснюють, чому: зміну прізвища, помилку запису.
persons-two-accounts = Обліковий запис є в обох. Лишиться той, чий запис лишається; другий закриється, його входи й токени одразу завершаться.
not-merged-missing = Потрібні два різні записи, які є в системі.
not-merged-already = Один із записів уже об’єднано з іншим.
not-merged-organisation = Організації не об’єднують: у кожної свій код.
not-merged-other-number = У записах різні номери РНОКПП: це дві людини.
not-merged-each-other = Один із них представляє другого: це дві людини.
not-merged-too-much = Записів забагато для однієї дії.
not-merged-undone = Об’єднання вже скасовано.
not-merged-later = Запис, що лишився, пізніше об’єднали ще з іншим. Спочатку скасуйте те об’єднання.
deed-merge = Об’єднати два записи про людину
deed-unmerge = Скасувати об’єднання
readings-merging = ваш запис, щоб з’ясувати, чи він не подвоєний
data-mergers = Приєднані записи
notice-persons-merged-subject = Ваші записи об’єднано
notice-persons-merged-body = Два записи про вас стали одним: тепер усі ваші справи – на одній сторінці. Якщо це не ваші справи, зверніться до адміністратора системи.
notice-persons-unmerged-subject = Об’єднання записів скасовано
notice-persons-unmerged-body = Записи, які раніше об’єднали, знову окремі.
